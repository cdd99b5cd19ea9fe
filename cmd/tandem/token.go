package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"tandem/internal/auth"
	"tandem/internal/tandem"
)

// tokenCommand makes a token for a program. It is for whoever runs the
// installation, and works beside a running service.
type tokenCommand struct {
	Data        string `help:"The data folder: database, root key." default:"tandem-data" type:"path"`
	DatabaseURL string `help:"A Postgres database (postgres://…) instead of SQLite in the data folder."`

	User  string `help:"The log-in name of the person whom the program acts for." required:""`
	Label string `help:"What the program is. The person finds it on their account page." default:"A program"`
	Days  int    `help:"For how many days it works, up to 365." default:"90"`
}

// Run prints the token's secret, once: it is kept nowhere.
func (c *tokenCommand) Run(ctx context.Context, o out) (err error) {
	if _, err := os.Stat(filepath.Join(c.Data, rootKeyFile)); err != nil {
		return fmt.Errorf("%s is no data folder of Tandem: it holds no %s", c.Data, rootKeyFile)
	}
	if c.Days < 1 {
		return errors.New("--days must be 1 or more")
	}
	a, err := open(ctx, settings{Dir: c.Data, DatabaseURL: c.DatabaseURL, AsIs: true, Clock: tandem.SystemClock{}, IDs: tandem.RandomIDs{}, Log: o.log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close()) }()
	secret, t, err := a.auth.MakeToken(ctx, auth.MakeTokenInput{LogInName: c.User, Label: c.Label, Lasts: time.Duration(c.Days) * 24 * time.Hour})
	switch tandem.KindOf(err) {
	case "":
	case tandem.KindNotFound:
		return errors.New("nobody logs in under that name")
	default:
		return err
	}
	o.log.InfoContext(ctx, "made a token: hand it to the program; it is shown only now", "until", t.ExpiresAt.Format(time.DateOnly))
	_, err = fmt.Fprintln(o.stdout, secret)
	return err
}
