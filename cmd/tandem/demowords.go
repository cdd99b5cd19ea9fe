package main

import (
	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// demoWords are what synthetic people write, by exercise and field.
var demoWords = map[tandem.ExerciseID]map[exercise.FieldID][]string{
	"E02": {
		"quality": {"You stay calm when plans fall apart", "You listen to the end", "Your humour", "You remember small things", "You ask before you help",
			"How you are with my mother", "Your patience with forms", "You notice when I am tired", "You try again", "Your singing in the kitchen", "You are honest about money"},
		"example": {"When the train was cancelled, you found us that small bakery.", "On Tuesday I talked about work for half an hour. You put the phone away.",
			"You made the queue at the office feel short.", "You bought the tea that I ran out of, and I had not said a word.",
			"On Sunday you asked if I wanted ideas or just company.", "You called her back while I was cooking.",
			"You sat down with the insurance letter so that I could sleep.", "You sent me to bed and did the dishes.",
			"After our quarrel you came back and made tea for both.", "Friday morning. I woke up to it.", "You showed me the bill before I had to ask."},
	},
	"E03": {
		"moment":       {"We sat on the stairs after the guests had left. You leaned on my shoulder and we said nothing.", "You laughed at my burnt pancakes and ate two of them."},
		"reader_story": {"I did not know that this stayed with you.", "I had forgotten the stairs. Now I see them again."},
		"repeat_plan":  {"Ten minutes on the stairs after visitors.", "Pancakes on Saturday, burnt or not."},
	},
	"E04": {
		"topic":      {"How our mornings go", "Sundays with the family", "Who plans the holidays"},
		"summary":    {"You would like fewer things in the morning, and a hello first.", "You miss having a day without plans."},
		"correction": {"It is less about time, more about being greeted.", "One free Sunday a month would do."},
	},
	"E05": {
		"need":        {"An evening a week without screens", "That you tell me when you will be late", "Help with the tax papers"},
		"by_when":     {"From next Thursday on", "From now on", "Before the end of the month"},
		"why":         {"I sleep better after an evening with you than after one beside you.", "I worry less when I know. Then I can be glad when you come.", "Alone I put it off, and then I carry it around."},
		"counter":     {"Every second week to begin with, and then we look.", "A short message as soon as I know."},
		"agreed_text": {"Thursdays from eight, phones in the hall.", "A message by six if it gets later than seven."},
	},
	"E09": {
		"name": {"Being there for each other", "Honesty in small things", "A home with room for friends", "Learning new things", "Rest", "Care for our families"},
		"why":  {"It is what I lean on.", "I want to be able to ask anything.", "A full table makes me happy."},
	},
	"E17": {
		"name":      {"Soup on the first frost", "The walk to the old bridge", "Breakfast for your name day"},
		"why":       {"It marks the start of the quiet months.", "We decided a lot of good things on that bridge.", "Your grandmother did it."},
		"own_why":   {"I like that it needs nothing but a pot.", "I would like us to have one day that is ours."},
		"change":    {"Rather in the evening, so that nobody has to hurry.", "Without gifts."},
		"held_note": {"The soup was too salty and the evening was good.", "It rained. We went anyway."},
	},
	"E24": {
		"grateful_for": {"You warmed the car this morning.", "The tea that stood on my desk.", "That you called my brother.", "Your hand on my back in the queue.",
			"You let me finish the story.", "The quiet half hour after dinner.", "You laughed with me about the parking ticket."},
	},
	"E32": {
		"what": {"I call the plumber.", "I make the coffee on Saturday.", "I put the bikes away before the rain.", "I write to your sister."},
		"when": {"Before Wednesday evening", "Saturday at nine", "Tonight", "Sunday after lunch"},
		"sign": {"There is a date on the calendar.", "Two cups on the table.", "The bikes are in the shed.", "She has an answer."},
	},
	"E38": {
		"other_activity": {"Fed the ducks", "Counted the trams from the bench"},
	},
}

// demoAnyWords stand where an exercise has no words of its own here.
var demoAnyWords = []string{"Small steps, and we take them together.", "It was good to take the time.", "We would like more of this."}
