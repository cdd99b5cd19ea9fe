package main

import (
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"go.yaml.in/yaml/v3"

	"tandem/internal/store"
	"tandem/internal/tandem"
	"tandem/internal/vault"
)

// composed is what the compose file must agree on with the program.
type composed struct {
	Services map[string]composedService
	Networks map[string]struct {
		Internal bool
		IPAM     struct{ Config []struct{ Subnet string } }
	}
	Volumes map[string]any
	Secrets map[string]struct{ File string }
	Configs map[string]struct{ Content string }
}

type composedService struct {
	Image string
	Build struct {
		Inline string `yaml:"dockerfile_inline"`
	}
	Environment map[string]string
	Command     []string
	Volumes     []string // name or folder : where [: ro]
	Secrets     []string
	Networks    any    // a list of names, or a map with addresses
	NetworkMode string `yaml:"network_mode"`
	Ports       []string
	Profiles    []string
	Healthcheck struct{ Test []string }
	Restart     string
}

// mounted is where a service has the volume of that name; "" without it.
func (s composedService) mounted(volume string) string {
	for _, v := range s.Volumes {
		if name, where, ok := strings.Cut(v, ":"); ok && name == volume {
			return where
		}
	}
	return ""
}

// interpolation is $$, ${NAME}, ${NAME:-default} or ${NAME:?why it is needed}.
var interpolation = regexp.MustCompile(`\$\$|\$\{([A-Z_]+)(?:(:[-?])([^}]*))?\}`)

// filledIn is the text as compose reads it, with the variables of whoever runs
// it. What is needed and not given stays as it is.
func filledIn(text string, given map[string]string) string {
	return interpolation.ReplaceAllStringFunc(text, func(found string) string {
		m := interpolation.FindStringSubmatch(found)
		if value, ok := given[m[1]]; ok {
			return value
		}
		switch {
		case found == "$$":
			return "$"
		case m[2] == ":-":
			return m[3]
		}
		return found
	})
}

// comparison gathers in what a compose file and the program disagree.
type comparison struct {
	t     *testing.T
	text  string
	file  composed
	serve serveCommand // as the first instance's settings make it
	wrong []string
}

func (c *comparison) check(holds bool, format string, args ...any) {
	if !holds {
		c.wrong = append(c.wrong, fmt.Sprintf(format, args...))
	}
}

// compare lists the disagreements. It sets the environment as the file does.
func compare(t *testing.T, text string) []string {
	t.Helper()
	c := &comparison{t: t, text: text}
	filled := filledIn(text, map[string]string{"TANDEM_PUBLIC_URL": "https://tandem.example", "SECRETS": "/secrets"})
	if err := yaml.Unmarshal([]byte(filled), &c.file); err != nil {
		return []string{err.Error()}
	}
	instances := c.instances()
	c.check(len(instances) >= 2, "%d instances", len(instances))
	if len(instances) < 2 {
		return c.wrong
	}
	for _, name := range instances {
		c.check(reflect.DeepEqual(c.file.Services[name], c.file.Services[instances[0]]), "%s and %s differ", name, instances[0])
	}
	first := c.file.Services[instances[0]]
	c.settings(first)
	c.ways(instances, first)
	c.database(first)
	c.image(first)
	c.secrets()
	for name, s := range c.file.Services {
		_, tag, _ := strings.Cut(s.Image, ":")
		c.check(tag != "" && tag != "latest", "%s: the image %q has no version", name, s.Image)
		c.check(s.Restart == "unless-stopped" && len(s.Healthcheck.Test) > 1, "%s: neither looked after nor started again", name)
	}
	return c.wrong
}

func (c *comparison) instances() []string {
	var names []string
	for name, s := range c.file.Services {
		if s.Build.Inline != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// settings reads the environment as the program does.
func (c *comparison) settings(instance composedService) {
	var known []string
	parser := kong.Must(&commands{}, kong.DefaultEnvars("TANDEM"))
	for _, node := range parser.Model.Leaves(false) {
		if node.Name != "serve" {
			continue
		}
		for _, flag := range node.Flags {
			known = append(known, flag.Envs...)
		}
	}
	for name, value := range instance.Environment {
		c.check(slices.Contains(known, name), "%s is no setting of serve", name)
		c.t.Setenv(name, value)
	}
	for _, m := range interpolation.FindAllStringSubmatch(c.text, -1) {
		c.check(!strings.HasPrefix(m[1], "TANDEM_") || slices.Contains(known, m[1]), "%s looks like a setting and is none", m[1])
	}
	var parsed commands
	if _, err := kong.Must(&parsed, kong.DefaultEnvars("TANDEM")).Parse([]string{"serve"}); err != nil {
		c.check(false, "%v", err)
		return
	}
	c.serve = parsed.Serve
	_, err := c.serve.publicURL()
	c.check(err == nil && secure(c.serve.PublicURL), "the public address: %v", err)
	c.check(!loopback(c.serve.Addr), "%s cannot be reached from the proxy", c.serve.Addr)
}

// ways are those between browser, proxy and instances.
func (c *comparison) ways(instances []string, first composedService) {
	_, port, _ := strings.Cut(c.serve.Addr, ":")
	var health string
	for _, r := range declared() {
		if r.Use == tandem.UseHealth {
			health = r.Path
		}
	}
	c.check(slices.Contains(first.Healthcheck.Test, "http://127.0.0.1:"+port+health), "the instances are asked for their health by %q", first.Healthcheck.Test)
	var upstreams []string
	for _, name := range instances {
		upstreams = append(upstreams, name+":"+port)
	}
	caddy := c.file.Configs["caddyfile"].Content
	c.check(strings.Contains(caddy, "reverse_proxy "+strings.Join(upstreams, " ")+" {"), "the proxy does not send to %q", upstreams)
	c.check(strings.Contains(caddy, "health_uri "+health+"\n"), "the proxy asks another path than %s for health", health)
	c.check(strings.Contains(caddy, "exclude http.log http.handlers"), "the proxy writes down addresses, which can hold links")

	proxy := c.file.Services["proxy"]
	c.check(proxy.Environment["SITE"] == c.serve.PublicURL, "the proxy stands for %q", proxy.Environment["SITE"])
	address := ""
	if at, ok := proxy.Networks.(map[string]any)["inside"].(map[string]any); ok {
		address, _ = at["ipv4_address"].(string)
	}
	believed, err := c.serve.proxies(c.serve.PublicURL)
	c.check(err == nil && len(believed) == 1 && believed[0].IsSingleIP() && believed[0].Addr().String() == address,
		"believed are %v (%v), the proxy is %q", believed, err, address)
	inside := c.file.Networks["inside"]
	c.check(inside.Internal && reflect.DeepEqual(first.Networks, []any{"inside"}), "the instances can reach the world")
	subnet, err := netip.ParsePrefix(inside.IPAM.Config[0].Subnet)
	c.check(err == nil && len(believed) == 1 && subnet.Contains(believed[0].Addr()), "the proxy's address is not in %v", subnet)
	for name, s := range c.file.Services {
		for _, p := range s.Ports {
			c.check(name == "proxy" || slices.Contains(s.Profiles, "development") && strings.HasPrefix(p, "127.0.0.1:"), "%s is open to the world on %s", name, p)
		}
	}
	c.check(slices.Contains(c.file.Services["mail"].Profiles, "development"), "there is no mail catcher for development")
}

// database is the way from an instance to Postgres: a socket, no network.
func (c *comparison) database(first composedService) {
	at, err := url.Parse(c.serve.DatabaseURL)
	if err != nil || at.Scheme != "postgres" {
		c.check(false, "the database's address: %v", err)
		return
	}
	q, postgres := at.Query(), c.file.Services["postgres"]
	_, password := at.User.Password()
	c.check(!password, "a password stands in the database's address")
	c.check(at.Path == "/"+postgres.Environment["POSTGRES_DB"] && q.Get("user") == postgres.Environment["POSTGRES_USER"], "Postgres makes no %s for %s", at.Path, q.Get("user"))
	c.check(q.Get("host") == first.mounted("socket") && postgres.mounted("socket") == "/var/run/postgresql", "the socket is not where it is looked for")
	c.check(slices.Contains(first.Secrets, strings.TrimPrefix(q.Get("passfile"), "/run/secrets/")), "there is no %s", q.Get("passfile"))
	c.check(postgres.NetworkMode == "none" && slices.Contains(postgres.Command, "listen_addresses="), "Postgres can be reached over a network")
	c.check(strings.Contains(postgres.Environment["POSTGRES_INITDB_ARGS"], "--auth-local=scram"), "the socket lets everybody in")
	// The program would refuse a database across a network before it looked for it.
	root, err := vault.CreateRoot(filepath.Join(c.t.TempDir(), rootKeyFile))
	if err != nil {
		c.t.Fatal(err)
	}
	s, err := store.Open(bg, store.Options{DatabaseURL: c.serve.DatabaseURL, Root: root, Clock: tandem.SystemClock{},
		IDs: tandem.RandomIDs{}, Log: slog.New(slog.DiscardHandler)})
	if err == nil {
		c.t.Fatal("there is a database on this machine's "+q.Get("host"), s.Close())
	}
	c.check(!strings.Contains(err.Error(), "over a network") && !strings.Contains(err.Error(), "cannot be read"), "%v", err)
}

// image is how the program is built.
func (c *comparison) image(first composedService) {
	module, err := os.ReadFile("../../go.mod")
	if err != nil {
		c.t.Fatal(err)
	}
	version := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindSubmatch(module)
	docker := first.Build.Inline
	c.check(strings.Contains(docker, "FROM golang:"+string(version[1])+"-"), "go.mod asks for Go %s", version[1])
	c.check(strings.Contains(docker, "./cmd/tandem\n"), "another command is built")
	c.check(strings.Contains(docker, "USER tandem\nENTRYPOINT [\"tandem\"]\nCMD [\"serve\"]\n"), "the image does not serve as a user of its own")
	c.check(c.serve.Data == first.mounted("data") && strings.Contains(docker, "install -d -o tandem -m 0700 "+c.serve.Data+"\n"), "the data folder %s is not the volume", c.serve.Data)
	for _, s := range c.file.Services {
		for _, v := range s.Volumes {
			name, _, _ := strings.Cut(v, ":")
			_, named := c.file.Volumes[name]
			c.check(named || strings.HasPrefix(name, "/secrets/"), "the volume %s is nowhere", name)
		}
	}
}

// secrets: none stands in the file.
func (c *comparison) secrets() {
	for name, s := range c.file.Services {
		for key, value := range s.Environment {
			secret := strings.Contains(key, "PASSWORD") || strings.Contains(key, "SECRET") || strings.Contains(key, "KEY")
			c.check(!secret || strings.HasPrefix(value, "/run/secrets/"), "%s: %s stands in the file", name, key)
		}
		for _, secret := range s.Secrets {
			c.check(strings.HasPrefix(c.file.Secrets[secret].File, "/secrets/"), "the secret %s is not in the folder of secrets", secret)
		}
	}
}

func TestComposeFileAgreesWithTheProgram(t *testing.T) {
	text, err := os.ReadFile("../../docker-compose.yml")
	if err != nil {
		t.Fatal(err)
	}
	for _, wrong := range compare(t, string(text)) {
		t.Error(wrong)
	}
}

// Each disagreement is seen red on a planted fault.
func TestComposeComparisonSeesFaults(t *testing.T) {
	read, err := os.ReadFile("../../docker-compose.yml")
	if err != nil {
		t.Fatal(err)
	}
	text := string(read)
	for _, f := range []struct{ from, to, says string }{
		{"TANDEM_ADDR: 0.0.0.0", "TANDEM_LISTEN: 0.0.0.0", "TANDEM_LISTEN is no setting"},
		{"TANDEM_ADDR: 0.0.0.0:8080", "TANDEM_ADDR: 0.0.0.0:8081", "for their health"},
		{"TANDEM_ADDR: 0.0.0.0:8080", "TANDEM_ADDR: 127.0.0.1:8080", "cannot be reached from the proxy"},
		{"8080/health", "8080/healthz", "for their health"},
		{"health_uri /health", "health_uri /", "asks another path"},
		{"tandem-2:8080 {", "{", "does not send to"},
		{"  tandem-2:\n    <<: *tandem\n", "  tandem-2:\n    <<: *tandem\n    read_only: false\n    networks: [outside]\n", "differ"},
		{"TANDEM_PROXY: 10.77.0.2", "TANDEM_PROXY: 10.77.0.3", "believed are"},
		{"TANDEM_PROXY: 10.77.0.2", "TANDEM_PROXY: 10.77.0.0/28", "believed are"},
		{"ipv4_address: 10.77.0.2", "ipv4_address: 10.78.0.2", "believed are"},
		{"subnet: 10.77.0.0/28", "subnet: 10.78.0.0/28", "is not in"},
		{"    internal: true\n", "", "can reach the world"},
		{"TANDEM_DATA: /data", "TANDEM_DATA: /var/data", "is not the volume"},
		{"host=/run/postgresql", "host=postgres", "reached over a network"},
		{"host=/run/postgresql", "host=/run/pg", "not where it is looked for"},
		{"user=tandem", "user=other", "makes no"},
		{"passfile=/run/secrets/pgpass", "passfile=/run/secrets/other", "there is no"},
		{"postgres:///tandem", "postgres://tandem:word@/tandem", "a password stands"},
		{"    network_mode: none\n", "", "Postgres can be reached"},
		{"--auth-local=scram-sha-256", "", "lets everybody in"},
		{"POSTGRES_PASSWORD_FILE: /run/secrets/postgres_password", "POSTGRES_PASSWORD: word", "stands in the file"},
		{"${SECRETS:?a folder with the secrets}/pgpass", "./pgpass", "not in the folder of secrets"},
		{"golang:1.26-", "golang:1.19-", "go.mod asks for"},
		{"-o /tandem ./cmd/tandem", "-o /tandem ./cmd/other", "another command"},
		{"USER tandem\n", "", "a user of its own"},
		{"image: postgres:17-alpine", "image: postgres", "has no version"},
		{"ports: [\"127.0.0.1:8025:8025\"]", "ports: [\"8025:8025\"]", "open to the world"},
		{"profiles: [development]", "profiles: [other]", "no mail catcher"},
		{"exclude http.log", "exclude admin", "writes down addresses"},
		{"https://tandem.example}\n      TLS", "https://tandem.example}/x\n      TLS", "the proxy stands for"},
		{"  TANDEM_OWNER: ${TANDEM_OWNER:-Owner}", "  TANDEM_OWNER: ${TANDEM_BOSS:-Owner}", "TANDEM_BOSS looks like a setting"},
	} {
		t.Run(f.says, func(t *testing.T) {
			if !strings.Contains(text, f.from) {
				t.Fatalf("the file has no %q to spoil", f.from)
			}
			found := strings.Join(compare(t, strings.Replace(text, f.from, f.to, 1)), "\n")
			if !strings.Contains(found, f.says) {
				t.Errorf("%q → %q: found %q", f.from, f.to, found)
			}
		})
	}
}
