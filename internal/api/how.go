package api

import (
	"context"

	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// How is how it goes for whoever asks.
type How struct {
	Couples []CoupleHow `json:"couples"`
}

// CoupleHow is how it goes in one couple: one's own part, and what was done
// together. It holds nothing that the other did.
type CoupleHow struct {
	Partners []Partner        `json:"partners"`
	Me       tandem.PartnerID `json:"me"`
	Week     int              `json:"week" doc:"Of the running plan; 0 before it begins, in a pause, or while its next phase waits."`
	Of       int              `json:"of" doc:"The weeks of the running plan; 0 without one."`
	Paused   bool             `json:"paused"`
	Own      OwnShare         `json:"own" doc:"Of everything so far."`
	Together int              `json:"together" doc:"Things that both have taken part in."`
	Often    []Often          `json:"often" doc:"The same by exercise, what came most often first."`
	Gathered []Often          `json:"gathered" doc:"What both find on each shelf, from these."`
	Weeks    []HowWeek        `json:"weeks" doc:"Of the running plan, up to today."`
}

// OwnShare is one's own part.
type OwnShare struct {
	Done    int     `json:"done"`
	Begun   int     `json:"begun"`
	Quality Quality `json:"quality" doc:"How well it went, by one's own ratings."`
}

// Often is how often something was done, or how much of something there is.
type Often struct {
	Name  string `json:"name"`
	Times int    `json:"times"`
}

// HowWeek is one week of the plan.
type HowWeek struct {
	Week     int         `json:"week"`
	From     tandem.Date `json:"from"`
	To       tandem.Date `json:"to"`
	Light    bool        `json:"light"`
	Own      OwnShare    `json:"own"`
	Together int         `json:"together"`
}

// How tells a partner how it goes.
func (a *API) How() Operation {
	return operation(forPartners, "How it goes", func(ctx context.Context, actor tandem.Actor, _ *nothing) (How, error) {
		all, err := a.Homework.HowItGoes(ctx, actor)
		often := func(o homework.Often) Often { return Often{Name: words(ctx, o.Name), Times: o.Times} }
		return How{Couples: each(all, func(h homework.How) CoupleHow {
			out := CoupleHow{Partners: each(h.Couple.ActivePartners(), partner), Me: h.Partner, Week: h.Week, Own: ownShare(h.Partner, h.Own), Together: h.Together,
				Often: each(h.Often, often), Gathered: each(h.Gathered, often), Weeks: each(h.Weeks, func(w homework.HowWeek) HowWeek {
					return HowWeek{Week: w.Number, From: w.From, To: w.To, Light: w.Light, Own: ownShare(h.Partner, w.Own), Together: w.Together}
				})}
			if h.Plan != nil {
				out.Of, out.Paused = h.Plan.Weeks, h.Plan.Paused()
			}
			return out
		})}, err
	})
}

func ownShare(of tandem.PartnerID, s homework.Share) OwnShare {
	return OwnShare{Done: s.Done, Begun: s.Begun, Quality: quality(of, s.Quality)}
}
