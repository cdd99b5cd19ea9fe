// Command tandem is the whole service: it serves a practice, shows a demo, and
// answers questions about an installation.
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // time zones work on machines that have none

	"github.com/alecthomas/kong"
)

// commands are the subcommands with their settings. A flag --data is also the
// environment's TANDEM_DATA and the file's "data".
type commands struct {
	Config kong.ConfigFlag `help:"A JSON file with the same settings under the same names." type:"existingfile"`

	Demo   demoCommand   `cmd:"" help:"Serve a practice of synthetic couples, to look around."`
	Serve  serveCommand  `cmd:"" help:"Serve a practice."`
	Routes routesCommand `cmd:"" help:"Print the route table."`
}

// out is where a command speaks: what was asked for goes to stdout, all else
// to the log.
type out struct {
	stdout io.Writer
	log    *slog.Logger
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "tandem:", err)
		os.Exit(1) //nolint:gocritic // stop has nothing left to do
	}
}

// run is main with its surroundings handed in, so that a test can boot the
// real thing.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	var c commands
	parser, err := kong.New(&c, kong.Name("tandem"), kong.Description("Case management for couples therapists."),
		kong.DefaultEnvars("TANDEM"), kong.Configuration(kong.JSON), kong.Writers(stdout, stderr), kong.UsageOnError())
	if err != nil {
		return err
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: slog.LevelInfo}))
	parsed.BindTo(ctx, (*context.Context)(nil))
	return parsed.Run(out{stdout: stdout, log: log})
}
