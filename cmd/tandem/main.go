// Command tandem is the whole service: it serves a practice, shows a demo, and
// answers questions about an installation.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
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
	Token  tokenCommand  `cmd:"" help:"Make a token with which a program acts as one person."`
	Routes routesCommand `cmd:"" help:"Print the route table."`
}

// file is a settings file that may hold known settings only: one that is
// misspelt must stop the start, not be passed over.
type file struct {
	kong.Resolver
	names []string
}

func settingsFile(r io.Reader) (kong.Resolver, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	var settings map[string]any
	if err := json.Unmarshal(text, &settings); err != nil {
		return nil, fmt.Errorf("the settings file is no JSON object: %w", err)
	}
	named := map[string]any{}
	f := file{}
	for name, value := range settings {
		f.names = append(f.names, name)
		named[strings.ReplaceAll(name, "-", "_")] = value // kong's own spelling; the flags' is with dashes
	}
	if text, err = json.Marshal(named); err != nil {
		return nil, err
	}
	f.Resolver, err = kong.JSON(bytes.NewReader(text))
	return f, err
}

// Validate refuses a name that is no flag of any command.
func (f file) Validate(app *kong.Application) error {
	known := map[string]bool{}
	for _, node := range append(app.Leaves(false), app.Node) {
		for _, flag := range node.Flags {
			known[flag.Name] = true
		}
	}
	for _, name := range f.names {
		if !known[strings.ReplaceAll(name, "_", "-")] {
			return fmt.Errorf("the settings file names %q, which is no setting", name)
		}
	}
	return f.Resolver.Validate(app)
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
		kong.DefaultEnvars("TANDEM"), kong.Configuration(settingsFile), kong.Writers(stdout, stderr), kong.UsageOnError())
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
