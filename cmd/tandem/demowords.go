package main

import (
	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// demoWords are what synthetic people write, and choose where it matters, by
// exercise and field.
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
	"E19": {
		"name":    {"The blue cup without a handle", "The song from the kitchen radio"},
		"why":     {"It has moved with us three times, and nobody threw it out.", "We danced to it when the oven broke."},
		"own_why": {"You put flowers in it when I was ill."},
		"change":  {"Rather the two cups together."},
	},
	"E20": {
		"caption":  {"Our first morning in the flat. No curtains yet.", "The walk after your exam. It had just stopped raining.", "The letter that you left in my coat."},
		"about_us": {"we laugh even when it rains.", "we wait for each other."},
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
		"size":    {"ok"},
		"outcome": {"kept", "kept", "partly", "kept"},
		"what":    {"I call the plumber.", "I make the coffee on Saturday.", "I put the bikes away before the rain.", "I write to your sister."},
		"when":    {"Before Wednesday evening", "Saturday at nine", "Tonight", "Sunday after lunch"},
		"sign":    {"There is a date on the calendar.", "Two cups on the table.", "The bikes are in the shed.", "She has an answer."},
	},
	"E38": {
		"other_activity": {"Fed the ducks", "Counted the trams from the bench"},
	},
	"E01": {
		"said":         {"The meeting went on for ever, and I was glad to see our street."},
		"mirrored":     {"A long day, and home was the good part."},
		"clarifying_q": {"Was it the meeting itself, or what came after?"},
	},
	"E10": {
		"year":            {"2014", "2016", "2019", "2023"},
		"month":           {"6", "10", "1", "8"},
		"title":           {"The night train to the coast", "Your first flat", "When the boiler broke", "The garden party in the rain"},
		"my_piece":        {"We had one blanket and talked until it got light.", "You had two plates and cooked for six.", "We boiled pots of water and laughed about it after the second day.", "Everybody went home, and we danced on the wet grass."},
		"meaning_now":     {"We can make a night out of nothing.", "There is always room for one more.", "We are good when things break.", "We do not need the weather."},
		"joint_narrative": {"We began with very little and always had room. When things broke, we laughed late, but we laughed."},
		"today":           {"That we still have the blanket."},
	},
	"E11": {
		"worked":     {"The walk after dinner", "You asked before you helped", "Phones in the hall on Thursday", "We went to bed at the same time twice"},
		"stuck":      {"Mornings are still a rush", "Sunday filled up again", "We talked about money when we were tired"},
		"help":       {"Ten quiet minutes before breakfast", "Keeping Sunday afternoon free", "A day for money talk, and no other"},
		"one_change": {"Breakfast without the radio", "Sunday after three belongs to us", "Money talk on the first Tuesday only", "Ten minutes on the balcony when the second one comes home"},
	},
	"E13": {
		"cool_off":            {"0"},
		"intensity":           {"6", "7"},
		"safe_to_do_together": {"yes"},
		"felt_words":          {"As if nobody was on my side", "Small, and then loud"},
		"need":                {"A minute to think before I answered", "To hear that we would come back to it"},
		"do_differently":      {"I will say that I need a pause, and when I come back.", "I will sit down before I answer."},
		"reflected":           {"You needed time, and my questions came too fast.", "You needed to know that it was not over."},
		"repair_act":          {"We take the walk that we missed, on Saturday morning."},
	},
	"E21": {
		"topic":     {"The week with the new job", "Your father's operation"},
		"reflected": {"You are tired of being the new one.", "You are afraid, and you do not want to be told it will be fine."},
		"validated": {"Anybody would be worn out after that.", "Of course that keeps you awake."},
	},
	"E22": {
		"my_limit":    {"I need half an hour alone when I come home.", "I do not talk about us in front of your brother."},
		"what_helps":  {"That you know it has nothing to do with you.", "A look, and I know to wait until we are home."},
		"question":    {"Is a hello at the door all right?"},
		"explained":   {"Yes, a hello is lovely. Then half an hour."},
		"agreed_text": {"A hello at the door, then half an hour of quiet.", "Things about us wait until we are home."},
	},
	"E29": {
		"blame_check":      {"yes"},
		"release":          {"now"},
		"safe_to_share":    {"yes"},
		"experienced":      {"After the move I felt like a guest in my own days. I did a lot and said little. I missed sitting with you.", "That winter I worked and slept. I saw you in the kitchen and did not know how to begin."},
		"want_you_to_know": {"I never stopped wanting to be home with you.", "I kept the note that you left in my coat."},
	},
	"E30": {
		"pause_sign": {"A hand laid flat on the table"},
		"reflected":  {"You would like to be asked before things are settled.", "You miss how we used to plan together."},
	},
	"E31": {
		"name":     {"Dinner at the corner place", "Pancakes with the children on Saturday"},
		"fallback": {"Soup at home, with candles", "Pancakes for supper"},
		"change":   {"Rather every second week, to begin with."},
		"held":     {"held", "held", "held", "fallback", "fallback", "held"}, // both say the same
	},
	"E34": {
		"topic":           {"Holidays with both families", "Who gets up at night"},
		"your_experience": {"For you it may feel as if you had to choose between them and me.", "You may feel that I sleep while you carry it."},
		"correction":      {"It is less about choosing, more about being asked first.", "Yes. And I would like to be asked how I slept."},
		"my_reaction":     {"That is easier to hear than I thought.", "I did not know that. Thank you for saying it."},
		"shared_outcome":  {"We ask each other before we promise anything to a family.", "The one who slept makes breakfast and asks."},
	},
	"E35": {
		"tone_sarcasm":        {"yes"},
		"tone_always":         {"yes"},
		"safe_to_do_together": {"yes"},
		"trial_weeks":         {"2"},
		"thanks":              {"You brought me tea while I was on the phone with my mother.", "You drove back for my glasses."},
		"need_now":            {"An evening in the week that has no plan.", "To know by noon if you will be late."},
		"reflected":           {"You need an evening that is not already full.", "You need to know by noon, so that you can plan."},
		"approach":            {"Wednesday evening stays empty, for two weeks.", "A message by noon, for two weeks."},
		"evidence":            {"We talked on both Wednesdays, and nobody had planned it.", "The messages came, and dinner was calmer."},
		"changed":             {"Thursday in place of Wednesday."},
	},
	"E36": {
		"name":        {"The bench for the balcony", "Sunday paper in bed"},
		"why":         {"I like making something with you.", "It is the one hour when nobody wants anything."},
		"own_why":     {"I like how you hum when you sand wood.", "I like your feet next to mine."},
		"cue_noticed": {"You forgot to look at the clock.", "You laughed with your head back."},
	},
	"E37": {
		"name":         {"From supper until the children sleep", "The first half hour at home"},
		"device_place": {"In the blue bowl in the hall"},
		"kept":         {"yes", "yes", "yes", "yes", "no", "yes", "yes", "no"},
	},
	"E39": {
		"moment": {"You sang in the stairwell and the neighbour joined in.", "The bus was late and we shared the last orange."},
	},
	"E40": {
		"promise_words": {"That I call the plumber before Wednesday."},
		"why":           {"The day filled up, and by six they had closed."},
		"alternative":   {"I call on my way to work and tell you what they say."},
	},
	"E41": {
		"on_my_mind":      {"The letter from the bank.", "Whether my sister is still angry."},
		"better_tomorrow": {"Leaving the house ten minutes earlier.", "A walk before it gets dark."},
	},
	"E42": {
		"pause_for":   {"20"},
		"next":        {"resumed"},
		"reframed_as": {"How could we talk about money when neither of us is tired?"},
	},
	"E44": {
		"why_us":       {"Because with you I am braver, and I laugh more than I planned to.", "Because you come back to things, and to me."},
		"promise":      {"We eat together on Thursdays, whatever comes.", "We ask before we decide for the other."},
		"purpose_line": {"A home where people come back and are asked how it was."},
	},
	"E45": {
		"forgiveness": {"partly", "not-yet"},
		"let_go":      {"That you guess what I need.", "That things go back to how they were."},
		"keep":        {"That we tell each other before we tell others.", "That we take our time."},
		"proposal":    {"When one of us comes home, the first five minutes are for hello.", "We say it when we are tired, before it turns into something else."},
		"adapted":     {"Yes, and on Fridays ten minutes."},
	},
	"E27": {
		"how":             {"A little shorter, and on a set day."},
		"agreed_revision": {"The weekly look moves to Sunday morning."},
	},
}

// demoAnyWords stand where an exercise has no words of its own here.
var demoAnyWords = []string{"Small steps, and we take them together.", "It was good to take the time.", "We would like more of this."}
