package report

import (
	"context"
	"slices"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/homework"
	"tandem/internal/practice"
	"tandem/internal/review"
	"tandem/internal/tandem"
)

// Issued is one document that was issued: what is kept beside its bytes.
type Issued struct {
	ID            tandem.DocumentID
	Couple        tandem.CoupleID
	For           tandem.PartnerID // whom an own edition is for; else ""
	Kind          Kind
	Edition       Edition
	Language      string
	ContentDigest string // of the content, printed on the document
	BytesDigest   string // SHA-256 of the file, for the log
	IssuedBy      tandem.PersonID
	IssuedAt      time.Time
}

// Opening is one time that somebody opened an issued document.
type Opening struct {
	Document tandem.DocumentID
	By       tandem.PersonID
	At       time.Time
}

// Store keeps issued documents, sealed. What belongs to another practice is
// NotFound or not listed.
type Store interface {
	// CreateDocument adds a document with its file and its content.
	CreateDocument(ctx context.Context, practice tandem.PracticeID, d Issued, file []byte, content Document) error
	// Document is one document with its file. Error: NotFound.
	Document(ctx context.Context, practice tandem.PracticeID, id tandem.DocumentID) (Issued, []byte, error)
	// DocumentContent is one document with its content. Error: NotFound.
	DocumentContent(ctx context.Context, practice tandem.PracticeID, id tandem.DocumentID) (Issued, Document, error)
	// Documents lists a couple's documents, newest first, without what is in them.
	Documents(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) ([]Issued, error)
	// DocumentsFor lists, newest first, what was issued for one partner.
	DocumentsFor(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, partner tandem.PartnerID) ([]Issued, error)
	// Openings lists who opened which of a couple's documents, oldest first.
	Openings(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) ([]Opening, error)
}

// Service builds documents, issues them, and hands them out again. All fields
// must be set.
type Service struct {
	Pipeline  *tandem.Pipeline
	Store     Store
	Practices practice.Store
	Cases     casefile.Store
	Homework  *homework.Service
	Reviews   *review.Service
	// Render turns content into a file. The issue time is printed in the zone.
	Render func(doc Document, issuedAt time.Time, zone *time.Location) ([]byte, error)
	// Speak gives a context whose sentences come out in the language.
	Speak func(ctx context.Context, language string) context.Context
}

// Read is an issued document with its file.
func (s *Service) Read(ctx context.Context, actor tandem.Actor, id tandem.DocumentID) (Issued, []byte, error) {
	type result struct {
		issued Issued
		file   []byte
	}
	r, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseReadDocument, tandem.Object{Kind: tandem.ObjectDocument, ID: string(id)},
		func(ctx context.Context, _ *tandem.Grant) (result, error) {
			d, file, err := s.Store.Document(ctx, actor.Practice, id)
			return result{d, file}, err
		})
	return r.issued, r.file, err
}

// ReadContent is what an issued document says, for its accessible page.
func (s *Service) ReadContent(ctx context.Context, actor tandem.Actor, id tandem.DocumentID) (Issued, Document, error) {
	type result struct {
		issued  Issued
		content Document
	}
	r, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseReadDocument, tandem.Object{Kind: tandem.ObjectDocument, ID: string(id)},
		func(ctx context.Context, _ *tandem.Grant) (result, error) {
			d, content, err := s.Store.DocumentContent(ctx, actor.Practice, id)
			return result{d, content}, err
		})
	return r.issued, r.content, err
}

// Entry is one line of a couple's issue log.
type Entry struct {
	Issued   Issued
	IssuedBy string // names
	For      string // of the partner whom an own edition is for; else ""
	Opened   []Reader
}

// Reader is somebody who opened a document, and when first and how often.
type Reader struct {
	Name  string
	First time.Time
	Times int
}

// Log is a couple's issue log.
type Log struct {
	Couple  casefile.Couple
	Entries []Entry // newest first
}

// IssueLog says which document was issued when, for whom, with which digests,
// and who has opened it. Who may list a couple's documents may read it.
func (s *Service) IssueLog(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID) (Log, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseListDocuments, aCouple(couple),
		func(ctx context.Context, _ *tandem.Grant) (Log, error) {
			c, err := s.Cases.Couple(ctx, actor.Practice, couple)
			if err != nil {
				return Log{}, err
			}
			documents, err := s.Store.Documents(ctx, actor.Practice, couple)
			if err != nil {
				return Log{}, err
			}
			openings, err := s.Store.Openings(ctx, actor.Practice, couple)
			if err != nil {
				return Log{}, err
			}
			names, err := s.names(ctx, actor.Practice, c)
			return Log{Couple: c, Entries: entries(documents, openings, c, names)}, err
		})
}

// names are those of the couple's partners and of the practice's staff.
func (s *Service) names(ctx context.Context, practice tandem.PracticeID, c casefile.Couple) (map[tandem.PersonID]string, error) {
	staff, err := s.Practices.Staff(ctx, practice, s.Pipeline.Clock.Now())
	if err != nil {
		return nil, err
	}
	names := map[tandem.PersonID]string{}
	for _, m := range staff {
		names[m.Person] = m.Name
	}
	for _, p := range c.Partners {
		names[p.Person] = p.Name
	}
	return names, nil
}

func entries(documents []Issued, openings []Opening, c casefile.Couple, names map[tandem.PersonID]string) []Entry {
	log := make([]Entry, len(documents))
	for i, d := range documents {
		log[i] = Entry{Issued: d, IssuedBy: names[d.IssuedBy]}
		for _, p := range c.Partners {
			if p.ID == d.For {
				log[i].For = p.Name
			}
		}
		for _, o := range openings {
			if o.Document != d.ID {
				continue
			}
			at := slices.IndexFunc(log[i].Opened, func(r Reader) bool { return r.Name == names[o.By] })
			if at < 0 {
				log[i].Opened = append(log[i].Opened, Reader{Name: names[o.By], First: o.At, Times: 1})
			} else {
				log[i].Opened[at].Times++
			}
		}
	}
	return log
}

// Received is what was issued for a person in one couple.
type Received struct {
	Couple    casefile.Couple
	Partner   casefile.Partner
	Documents []Issued // newest first
}

// Received lists what was issued for the actor, as a partner, in each of their
// couples. What was issued for somebody else alone does not show.
func (s *Service) Received(ctx context.Context, actor tandem.Actor) ([]Received, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseReceiveDocuments, tandem.Object{Kind: tandem.ObjectPerson, ID: string(actor.Person)},
		func(ctx context.Context, g *tandem.Grant) ([]Received, error) {
			couples, err := s.Cases.PartnerCouples(ctx, actor.Practice, actor.Person)
			if err != nil {
				return nil, err
			}
			var all []Received
			for _, c := range couples {
				me, _ := c.PartnerOf(actor.Person)
				documents, err := s.Store.DocumentsFor(ctx, actor.Practice, c.ID, me.ID)
				if err != nil {
					return nil, err
				}
				for _, d := range documents {
					g.Listed(string(d.ID))
				}
				all = append(all, Received{Couple: c, Partner: me, Documents: documents})
			}
			return all, nil
		})
}

// List names a couple's issued documents, newest first.
func (s *Service) List(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID) ([]Issued, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseListDocuments, aCouple(couple),
		func(ctx context.Context, _ *tandem.Grant) ([]Issued, error) {
			return s.Store.Documents(ctx, actor.Practice, couple)
		})
}

func aCouple(couple tandem.CoupleID) tandem.Object {
	return tandem.Object{Kind: tandem.ObjectCouple, ID: string(couple)}
}
