package tandem

import (
	"strconv"
	"time"
)

// The names of months and days go through the translation function one by one,
// and so does the order in which a date is written. Numbers stand as text: a
// year must not come out as 2,026.

// Text is the day without its year, such as "20 October".
func (d Date) Text() Text {
	if d == "" {
		return Text{}
	}
	return Say("%s %s", d.day(), monthText(d.Time().Month()))
}

// LongText is the day with its year, such as "20 October 2026".
func (d Date) LongText() Text {
	if d == "" {
		return Text{}
	}
	return Say("%s %s %s", d.day(), monthText(d.Time().Month()), strconv.Itoa(d.Time().Year()))
}

// ShortText is the day for a narrow column, such as "20 Oct".
func (d Date) ShortText() Text {
	if d == "" {
		return Text{}
	}
	return Say("%[1]s %[2]s", d.day(), shortMonthText(d.Time().Month()))
}

func (d Date) day() string { return strconv.Itoa(d.Time().Day()) }

// WeekdayText is the name of a day of the week.
func WeekdayText(d time.Weekday) Text {
	return [...]Text{Say("Sunday"), Say("Monday"), Say("Tuesday"), Say("Wednesday"), Say("Thursday"), Say("Friday"), Say("Saturday")}[d]
}

func monthText(m time.Month) Text {
	return [...]Text{Say("January"), Say("February"), Say("March"), Say("April"), Say("May"), Say("June"), Say("July"),
		Say("August"), Say("September"), Say("October"), Say("November"), Say("December")}[m-1]
}

func shortMonthText(m time.Month) Text {
	return [...]Text{Say("Jan"), Say("Feb"), Say("Mar"), Say("Apr"), Say("May"), Say("Jun"), Say("Jul"), Say("Aug"),
		Say("Sep"), Say("Oct"), Say("Nov"), Say("Dec")}[m-1]
}
