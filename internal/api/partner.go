package api

import (
	"cmp"
	"context"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// forPartners is the group of what partners do.
const forPartners = "For partners"

// Today is what is open for whoever asks, as a partner.
type Today struct {
	Couples []CoupleToday `json:"couples"`
}

// CoupleToday is what is open in one couple.
type CoupleToday struct {
	Partners []Partner        `json:"partners"`
	Me       tandem.PartnerID `json:"me"`
	Day      tandem.Date      `json:"day" doc:"Today in the couple's time zone."`
	Gathered bool             `json:"gathered" doc:"Something has been gathered."`
	Open     []Card           `json:"open" doc:"Smallest first, what is done last."`
	Still    []Under          `json:"still" doc:"Under way since earlier, or done by oneself and not over."`
	Earlier  []Under          `json:"earlier" doc:"Begun in weeks that have passed, and not asked for any more."`
	Back     []Back           `json:"back" doc:"Promised or agreed on in past weeks, to be looked back on, by its day."`
	Needs    []Need           `json:"needs" doc:"What may be opened when it is needed."`
}

// Back is something to look back on.
type Back struct {
	Assignment tandem.AssignmentID `json:"assignment"`
	Exercise   tandem.ExerciseID   `json:"exercise"`
	Name       string              `json:"name"`
	Words      string              `json:"words,omitempty" doc:"What was promised or agreed on."`
	On         tandem.Date         `json:"on,omitempty" doc:"The day for looking back, where there is one."`
}

// Under is a piece of homework that is under way.
type Under struct {
	Exercise tandem.ExerciseID `json:"exercise"`
	Name     string            `json:"name"`
	Time
}

// Need is an exercise that waits for its moment.
type Need struct {
	Item     tandem.ItemID     `json:"item"`
	Exercise tandem.ExerciseID `json:"exercise"`
	Name     string            `json:"name"`
	Alone    bool              `json:"alone" doc:"It concerns oneself only."`
}

// Card is one exercise with its times of the week.
type Card struct {
	Exercise tandem.ExerciseID `json:"exercise"`
	Name     string            `json:"name"`
	Summary  string            `json:"summary"`
	With     string            `json:"with"`
	Minutes  int               `json:"minutes"`
	Together bool              `json:"together" doc:"The minutes are spent together."`
	Light    bool              `json:"light" doc:"This week it is asked for at its smallest."`
	DueOn    tandem.Date       `json:"due_on"`
	Item     tandem.ItemID     `json:"item,omitempty" doc:"Of the plan."`
	Plan     *Intention        `json:"plan,omitempty" doc:"What one plans for it. Only oneself and the care team see it."`
	Date     *OnDate           `json:"date,omitempty" doc:"The couple's own date that it comes on."`
	Times    []Time            `json:"times"`
}

// OnDate is the couple's own date that homework comes on.
type OnDate struct {
	Name string      `json:"name"`
	Day  tandem.Date `json:"day"`
}

// Time is one time of a card.
type Time struct {
	Assignment tandem.AssignmentID `json:"assignment"`
	State      exercise.PartState  `json:"state" doc:"One's own part."`
	Begun      bool                `json:"begun" doc:"There is a draft."`
	Stage      string              `json:"stage,omitempty" doc:"Where it stands, in a sentence."`
	Next       bool                `json:"next" doc:"This is the one to go on with."`
}

// Today lists what is open for a partner.
func (a *API) Today() Operation {
	return operation(forPartners, "What is open today", func(ctx context.Context, actor tandem.Actor, _ *nothing) (Today, error) {
		t, err := a.Homework.Today(ctx, actor)
		return Today{Couples: each(t.Couples, func(c homework.CoupleToday) CoupleToday { return coupleToday(ctx, c) })}, err
	})
}

func coupleToday(ctx context.Context, c homework.CoupleToday) CoupleToday {
	return CoupleToday{Partners: each(c.Couple.ActivePartners(), partner), Me: c.Partner, Day: c.Day, Gathered: c.Gathered,
		Open: each(c.Open, func(o homework.Open) Card {
			out := card(ctx, o)
			out.Plan = intention(c.Own.Of(o.Item.ID, c.Partner))
			return out
		}),
		Still:   each(c.Still, func(h homework.Homework) Under { return under(ctx, h) }),
		Earlier: each(c.Earlier, func(h homework.Homework) Under { return under(ctx, h) }),
		Back: each(c.Back, func(l homework.Line) Back {
			return Back{Assignment: l.Assignment, Exercise: l.Definition.ID, Name: words(ctx, l.Definition.Name), Words: cmp.Or(l.Agreed, l.Words), On: l.Due}
		}),
		Needs: each(c.Needs, func(n homework.WhenNeeded) Need {
			return Need{Item: n.Item, Exercise: n.Definition.ID, Name: words(ctx, n.Definition.Name), Alone: n.Alone}
		})}
}

func under(ctx context.Context, h homework.Homework) Under {
	return Under{Exercise: h.Definition.ID, Name: words(ctx, h.Definition.Name), Time: timeOf(ctx, h, false)}
}

func card(ctx context.Context, o homework.Open) Card {
	c := Card{Exercise: o.Definition.ID, Name: words(ctx, o.Definition.Name), Summary: words(ctx, o.Definition.Summary), With: words(ctx, o.Definition.With),
		Minutes: o.Minutes, Together: o.Definition.Together, Light: o.Light, DueOn: o.DueOn, Item: o.Item.ID, Times: []Time{}}
	if o.Item.Date.Name != "" {
		c.Date = &OnDate{Name: o.Item.Date.Name, Day: o.Day}
	}
	if o.Light {
		c.Summary = words(ctx, o.Definition.Smallest.Text)
	}
	for i, h := range o.Times {
		c.Times = append(c.Times, timeOf(ctx, h, i == o.Next))
	}
	return c
}

func timeOf(ctx context.Context, h homework.Homework, next bool) Time {
	return Time{Assignment: h.Assignment.ID, State: h.Sight.Own, Begun: h.Draft != nil, Stage: h.Couple.Named(h.Sight.Stage).In(ctx), Next: next}
}

// Homework is one piece of homework as whoever asks meets it.
type Homework struct {
	Assignment tandem.AssignmentID `json:"assignment"`
	Exercise   tandem.ExerciseID   `json:"exercise"`
	Name       string              `json:"name"`
	Purpose    string              `json:"purpose"`
	Week       int                 `json:"week,omitempty" doc:"Of the plan; nothing for what no plan asks for."`
	OpensOn    tandem.Date         `json:"opens_on,omitempty"`
	DueOn      tandem.Date         `json:"due_on,omitempty"`
	Light      bool                `json:"light"`
	Paused     bool                `json:"paused"`
	Partners   []Partner           `json:"partners"`
	Me         tandem.PartnerID    `json:"me,omitempty" doc:"Nobody for staff."`
	State      exercise.PartState  `json:"state,omitempty" doc:"One's own part; nothing for staff."`
	Stage      string              `json:"stage,omitempty" doc:"Where it stands, in a sentence; nothing for staff."`
	Version    string              `json:"version" doc:"What a move carries back: the version of what is seen."`
	Steps      []exercise.Step     `json:"steps"`
	Acts       []Act               `json:"acts" doc:"What whoever asks may do now."`
	Entries    []Entry             `json:"entries"`
	Draft      *Draft              `json:"draft,omitempty" doc:"One's own."`
	Kept       []Answer            `json:"kept,omitempty" doc:"What both agreed before and can keep as it was."`
	Onward     tandem.ExerciseID   `json:"onward,omitempty" doc:"The exercise that whoever asks can begin with words of this one."`
	Offered    []Answer            `json:"offered,omitempty" doc:"What may be taken in: no answer until it is sent."`
	Parts      []Part              `json:"parts,omitempty" doc:"For staff."`
	Gates      []GateAnswer        `json:"gates,omitempty" doc:"For staff: answers to the safety question, oldest first."`
}

// Act is something that may be done now.
type Act struct {
	Kind exercise.MoveKind `json:"kind"`
	Step exercise.StepID   `json:"step,omitempty"`
	Post string            `json:"post" doc:"The path to send it to."`
	// Later and After come from the flow.
	Later bool       `json:"later,omitempty" doc:"Possible, and nobody waits for it."`
	After *time.Time `json:"after,omitempty" doc:"Not before."`
}

// Draft is what somebody has typed and not sent, by the names of the step's form.
type Draft struct {
	Step   exercise.StepID     `json:"step" maxLength:"40"`
	Target tandem.MoveID       `json:"target,omitempty" maxLength:"40" doc:"What the step is about, as an act's path names it."`
	Typed  map[string][]string `json:"typed" doc:"By field, or by list.n.field, with n from 0."`
	Photos map[string]Photo    `json:"photos,omitempty" doc:"What was chosen, by the same names."`
}

// Part is one partner's share, as staff may know it.
type Part struct {
	Partner tandem.PartnerID   `json:"partner"`
	State   exercise.PartState `json:"state"`
	Waiting string             `json:"waiting,omitempty" doc:"What still waits on this partner."`
	DoneOn  tandem.Date        `json:"done_on,omitempty" doc:"Noted afterwards: the day on which it was done."`
	InRoom  bool               `json:"in_room,omitempty" doc:"It was done in the room."`
}

// GateAnswer is an answer to a safety question, for the care team alone.
type GateAnswer struct {
	Partner tandem.PartnerID `json:"partner"`
	Answer  string           `json:"answer" enum:"yes,not-sure,no"`
	At      time.Time        `json:"at"`
}

func homeworkOf(ctx context.Context, h homework.Homework) Homework {
	a, def := h.Assignment, h.Definition
	photos := photosOf(h.Viewer, h.Couple.ID, a.ID)
	out := Homework{Assignment: a.ID, Exercise: def.ID, Name: words(ctx, def.Name), Purpose: words(ctx, def.Purpose), Week: a.Week, OpensOn: a.OpensOn,
		DueOn: a.DueOn, Light: a.Light, Paused: h.Paused, Partners: each(h.Couple.ActivePartners(), partner), Me: h.Viewer.Partner,
		State: h.Sight.Own, Stage: h.Couple.Named(h.Sight.Stage).In(ctx), Version: h.Sight.Version, Steps: steps(ctx, h),
		Entries: each(h.Sight.Entries, func(e homework.Entry) Entry { return entry(ctx, h.Couple, photos, e) }),
		Acts: each(h.Sight.Acts, func(act exercise.Act) Act {
			return Act{Kind: act.Kind, Step: act.Step, Post: postTo(h, act), Later: act.Later, After: moment(act.After)}
		}),
		Parts: each(h.Sight.Parts, func(p homework.PartSight) Part {
			part := Part{Partner: p.Partner, State: p.State, Waiting: p.Waiting.In(ctx)}
			if p.Recorded != nil {
				part.DoneOn, part.InRoom = p.Recorded.On, p.Recorded.InRoom
			}
			return part
		}), Gates: each(h.Sight.Gates, func(g homework.GateAnswer) GateAnswer {
			return GateAnswer{Partner: g.Partner, Answer: g.Answer, At: g.At}
		})}
	if h.Onward != nil {
		out.Onward = h.Onward.To
	}
	if h.Kept != nil {
		out.Kept = each(h.Kept.Fields, answer(ctx, photos))
	}
	if len(h.Offered) > 0 {
		out.Offered = each(h.Offered, answer(ctx, photos))
	}
	if h.Draft != nil {
		out.Draft = draftOf(h, photos)
	}
	return out
}

// postTo is where an act is sent: an act about a move names it in the path.
func postTo(h homework.Homework, act exercise.Act) string {
	path := "homework/" + string(h.Assignment.ID)
	if h.Viewer.Staff {
		return Prefix + "couples/" + string(h.Assignment.Couple) + "/" + path + "/guide"
	}
	path = Prefix + path + "/moves"
	if act.Target == "" {
		return path
	}
	path += "/" + string(act.Target)
	if act.Kind == exercise.MoveNarrow {
		return path + "/narrow"
	}
	return path + "/moves"
}

// OneHomework shows one piece of homework.
func (a *API) OneHomework() Operation {
	return operation(forPartners, "A piece of homework", func(ctx context.Context, actor tandem.Actor, in *OfAssignment) (Homework, error) {
		h, err := a.Homework.See(ctx, actor, in.Assignment)
		if err != nil {
			return Homework{}, err
		}
		return homeworkOf(ctx, h), nil
	})
}

// Move is an act as sent.
type Move struct {
	Kind    exercise.MoveKind          `json:"kind" maxLength:"40"`
	Key     string                     `json:"key" minLength:"8" maxLength:"64" doc:"The program's own. Sent twice, it counts once."`
	Version string                     `json:"version" maxLength:"64" doc:"Of the homework that it acts on."`
	Answers map[exercise.FieldID]Given `json:"answers,omitempty" doc:"By field of the step."`
	Thing   string                     `json:"thing,omitempty" maxLength:"3" doc:"Of cherish and let-go: which thing of a list, from \"1\"; all of it without."`
	On      string                     `json:"on,omitempty" maxLength:"20" doc:"Of a record: the day on which it was done."`
}

type (
	newMove struct {
		OfAssignment
		Body Move
	}
	moveAbout struct {
		OfAssignment
		Target tandem.MoveID `path:"move" doc:"The move that it is about."`
		Body   Move
	}
)

// NewMove acts in a round.
func (a *API) NewMove() Operation {
	return operation(forPartners, "Act in a piece of homework", func(ctx context.Context, actor tandem.Actor, in *newMove) (Homework, error) {
		return a.move(ctx, actor, in.Assignment, "", in.Body)
	})
}

// MoveAbout acts in a round about an earlier move.
func (a *API) MoveAbout() Operation {
	return operation(forPartners, "Act about a move, such as taking it back", func(ctx context.Context, actor tandem.Actor, in *moveAbout) (Homework, error) {
		return a.move(ctx, actor, in.Assignment, in.Target, in.Body)
	})
}

func (a *API) move(ctx context.Context, actor tandem.Actor, id tandem.AssignmentID, target tandem.MoveID, in Move) (Homework, error) {
	h, err := a.Homework.See(ctx, actor, id)
	if err != nil {
		return Homework{}, err
	}
	form, files, err := formOf(h.Definition, in)
	if err != nil {
		return Homework{}, err
	}
	if st, ok := h.Definition.StepFor(in.Kind); ok && len(files) > 0 { // a picture goes into the draft, and from there into the move
		form, err = a.Homework.KeepDraft(ctx, actor, id, homework.DraftInput{Step: st.ID, About: target, Form: form, Outside: true, Files: files, Key: in.Key})
		if err != nil {
			return Homework{}, err
		}
	}
	h, err = a.Homework.Move(ctx, actor, id, homework.MoveInput{Kind: in.Kind, Target: target, Key: in.Key, Version: in.Version, Form: form, On: in.On, Thing: in.Thing})
	if err != nil {
		return Homework{}, err
	}
	return homeworkOf(ctx, h), nil
}

// formOf is the answers as the step's form has them, and the pictures beside. An
// answer to what the step does not ask is refused: it must not vanish without a
// word.
func formOf(def *exercise.Definition, in Move) (exercise.Form, map[string][]byte, error) {
	form, files := exercise.Form{}, map[string][]byte{}
	var problems tandem.Problems
	for id, v := range in.Answers {
		if v.Items == nil {
			v.typed(form, files, string(id), &problems)
			continue
		}
		for n, item := range v.Items {
			for sub, v := range item {
				v.typed(form, files, exercise.ItemName(id, n, sub), &problems)
			}
		}
	}
	if err := problems.Err(); err != nil {
		return nil, nil, err
	}
	st, ok := def.StepFor(in.Kind)
	for name := range form {
		if ok && st.TakesPhoto(name) { // words alone are what the picture in the draft shows
			form[exercise.AltName(name)] = form[name]
			delete(form, name)
		}
	}
	fits := ok && len(form.Sent(st)) == len(form)
	for name := range files {
		fits = fits && st.TakesPhoto(name)
	}
	if len(form) == 0 && len(files) == 0 || fits {
		return form, files, nil
	}
	return nil, nil, tandem.InvalidField("answers", tandem.Say("This step does not ask for all of these."))
}

type narrowing struct {
	OfAssignment
	Target tandem.MoveID `path:"move" doc:"One's own."`
	Body   struct {
		Key     string              `json:"key" minLength:"8" maxLength:"64" doc:"The program's own. Sent twice, it counts once."`
		Version string              `json:"version" maxLength:"64"`
		To      exercise.Visibility `json:"to" enum:"author,author+therapist" doc:"Who may still see it."`
	}
}

// Narrow shows an own entry to fewer people.
func (a *API) Narrow() Operation {
	return operation(forPartners, "Show one's own entry to fewer people", func(ctx context.Context, actor tandem.Actor, in *narrowing) (Homework, error) {
		h, err := a.Homework.Narrow(ctx, actor, in.Assignment, in.Target, in.Body.To, homework.MoveInput{Key: in.Body.Key, Version: in.Body.Version})
		if err != nil {
			return Homework{}, err
		}
		return homeworkOf(ctx, h), nil
	})
}

// Typing is what somebody has typed and chosen so far, for one step.
type Typing struct {
	Step     exercise.StepID     `json:"step" maxLength:"40"`
	Typed    map[string][]string `json:"typed" doc:"By field, or by list.n.field, with n from 0. Of a photo: what it shows under its name and .alt; a picture goes with no under its name and .stays."`
	Pictures map[string]string   `json:"pictures,omitempty" doc:"Of photos, by the same names: JPEG, PNG or WebP in base64, each at most 10 MB."`
}

type (
	newDraft struct {
		OfAssignment
		Body Typing
	}
	draftAbout struct {
		OfAssignment
		Target tandem.MoveID `path:"move" doc:"The move that the step is about."`
		Body   Typing
	}
)

// KeepDraft keeps what was typed so far.
func (a *API) KeepDraft() Operation {
	return act(forPartners, "Keep a draft, for oneself alone", func(ctx context.Context, actor tandem.Actor, in *newDraft) error {
		return a.keepDraft(ctx, actor, in.Assignment, "", in.Body)
	})
}

// KeepDraftAbout keeps what was typed so far about an earlier move.
func (a *API) KeepDraftAbout() Operation {
	return act(forPartners, "Keep a draft about a move, for oneself alone", func(ctx context.Context, actor tandem.Actor, in *draftAbout) error {
		return a.keepDraft(ctx, actor, in.Assignment, in.Target, in.Body)
	})
}

func (a *API) keepDraft(ctx context.Context, actor tandem.Actor, id tandem.AssignmentID, about tandem.MoveID, in Typing) error {
	files := map[string][]byte{}
	var problems tandem.Problems
	for name, picture := range in.Pictures {
		files[name] = unwrapped(name, picture, &problems)
	}
	if err := problems.Err(); err != nil {
		return err
	}
	_, err := a.Homework.KeepDraft(ctx, actor, id, homework.DraftInput{Step: in.Step, About: about, Form: in.Typed, Outside: true, Files: files})
	return err
}

// Together is what the couples of whoever asks have gathered.
type Together struct {
	Couples []CoupleTogether `json:"couples"`
}

// CoupleTogether is what one couple has gathered, newest first.
type CoupleTogether struct {
	Partners []Partner `json:"partners"`
	Entries  []Kept    `json:"entries"`
}

// Together shows a partner what was gathered.
func (a *API) Together() Operation {
	return operation(forPartners, "What was gathered together", func(ctx context.Context, actor tandem.Actor, _ *nothing) (Together, error) {
		all, err := a.Homework.Together(ctx, actor)
		return Together{Couples: each(all, func(t homework.Together) CoupleTogether {
			return CoupleTogether{Partners: each(t.Couple.ActivePartners(), partner), Entries: gathered(ctx, t)}
		})}, err
	})
}

// Privacy is what a partner wrote, and who can see it.
type Privacy struct {
	Couples []CouplePrivacy `json:"couples"`
}

// CouplePrivacy is what was written in one couple, newest first.
type CouplePrivacy struct {
	Me      tandem.PartnerID `json:"me"`
	Team    []TeamMember     `json:"team" doc:"Who works with the couple."`
	Written []Written        `json:"written"`
}

// TeamMember is somebody of the care team.
type TeamMember struct {
	Name  string      `json:"name"`
	Since tandem.Date `json:"since"`
}

// Written is one own entry with where it stands.
type Written struct {
	Assignment tandem.AssignmentID `json:"assignment"`
	Exercise   string              `json:"exercise" doc:"Its name."`
	Version    string              `json:"version" doc:"For taking back or narrowing."`
	Entry      Entry               `json:"entry"`
}

// Privacy shows a partner their own entries.
func (a *API) Privacy() Operation {
	return operation(forPartners, "What oneself wrote, and who can see it", func(ctx context.Context, actor tandem.Actor, _ *nothing) (Privacy, error) {
		all, err := a.Homework.Privacy(ctx, actor)
		if err != nil {
			return Privacy{}, err
		}
		now := a.Clock.Now()
		return Privacy{Couples: each(all, func(p homework.Privacy) CouplePrivacy {
			zone := p.Couple.Zone()
			if me, ok := p.Couple.Partner(p.Partner); ok {
				zone = tandem.MustZone(me.TimeZone)
			}
			return CouplePrivacy{Me: p.Partner,
				Team: each(p.Couple.TeamAt(now), func(m casefile.Member) TeamMember {
					return TeamMember{Name: m.Name, Since: tandem.DateOf(m.From, zone)}
				}),
				Written: each(p.Written, func(w homework.Written) Written {
					return Written{Assignment: w.Assignment, Exercise: words(ctx, w.Definition.Name), Version: w.Version, Entry: entry(ctx, p.Couple, photosOf(homework.Viewer{Partner: p.Partner}, p.Couple.ID, w.Assignment), w.Entry)}
				})}
		})}, nil
	})
}

// OfItem names a line of a plan in a path.
type OfItem struct {
	Item tandem.ItemID `path:"item" doc:"A line of the plan that is opened when it is needed."`
}

// Opened is the homework that an item became.
type Opened struct {
	Assignment tandem.AssignmentID `json:"assignment"`
}

// OpenRound opens an item of the plan because it is needed now.
func (a *API) OpenRound() Operation {
	return operation(forPartners, "Open an exercise because it is needed now", func(ctx context.Context, actor tandem.Actor, in *OfItem) (Opened, error) {
		id, err := a.Homework.Open(ctx, actor, in.Item)
		return Opened{id}, err
	})
}

// TakeOnward begins what a piece of homework leads to, such as a request with an
// own wish.
func (a *API) TakeOnward() Operation {
	return operation(forPartners, "Begin what a piece of homework leads to, as a draft of one's own", func(ctx context.Context, actor tandem.Actor, in *OfAssignment) (Opened, error) {
		id, err := a.Homework.TakeOnward(ctx, actor, in.Assignment)
		return Opened{id}, err
	})
}

// Version is of what whoever asks sees of a piece of homework.
type Version struct {
	Version  string   `json:"version"`
	Presence Presence `json:"presence"`
}

// Presence is who is there on a phone of their own.
type Presence struct {
	Joined bool               `json:"joined" doc:"Whoever asks has joined."`
	Here   []tandem.PartnerID `json:"here,omitempty" doc:"Who else has; nobody before whoever asks has."`
}

type joining struct {
	OfAssignment
	Body struct {
		Here bool `json:"here" doc:"False leaves."`
	}
}

// Join says that a partner is there on a phone of their own, or no more.
func (a *API) Join() Operation {
	return act(forPartners, "Join on one's own phone, or leave", func(ctx context.Context, actor tandem.Actor, in *joining) error {
		return a.Homework.Join(ctx, actor, in.Assignment, in.Body.Here)
	})
}

// Watch tells whether there is something new to read.
func (a *API) Watch() Operation {
	return operation(forPartners, "The version of what is seen of a piece of homework", func(ctx context.Context, actor tandem.Actor, in *OfAssignment) (Version, error) {
		v, err := a.Homework.Watch(ctx, actor, in.Assignment)
		return Version{v.Version, Presence{v.Presence.Joined, v.Presence.Here}}, err
	})
}
