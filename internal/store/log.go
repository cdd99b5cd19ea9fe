package store

import (
	"context"
	"log/slog"
	"time"

	"gorm.io/gorm/logger"
)

// slowStatement is when a statement is worth a line in the log.
const slowStatement = 200 * time.Millisecond

// statementLog hands gorm's log to slog. It never sees a value: the dialects
// tell statements with places where the values stood, and errors are logged by whoever
// handles them, once, without values.
type statementLog struct {
	log  *slog.Logger
	slow time.Duration
}

// LogMode changes nothing; slog's level decides.
func (l statementLog) LogMode(logger.LogLevel) logger.Interface { return l }

// Info is gorm's talk. Its arguments are left out: they may hold values.
func (l statementLog) Info(ctx context.Context, format string, _ ...any) {
	l.log.DebugContext(ctx, "gorm says", "format", format)
}

// Warn is like Info.
func (l statementLog) Warn(ctx context.Context, format string, _ ...any) {
	l.log.WarnContext(ctx, "gorm warns", "format", format)
}

// Error is like Info.
func (l statementLog) Error(ctx context.Context, format string, _ ...any) {
	l.log.ErrorContext(ctx, "gorm complains", "format", format)
}

// Trace logs slow statements.
func (l statementLog) Trace(ctx context.Context, begin time.Time, statement func() (string, int64), _ error) {
	took := time.Since(begin)
	if took < l.slow || !l.log.Enabled(ctx, slog.LevelWarn) {
		return
	}
	text, rows := statement()
	l.log.WarnContext(ctx, "slow statement", "took", took, "rows", rows, "sql", text)
}
