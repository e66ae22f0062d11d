"""English words that tell what a name stands for: given names, titles, words of places and organisations.

A given name that is missing here can still be recognised as a person's by its form and its context.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MALE_GIVEN_NAMES = _words(
    """
    aaron abdul abdullah abraham adam adolf ahmed al alan albert alejandro aleksandr alex alexander alexei
    alfred ali allan allen andre andrei andrew andy angelo anthony antonio arnold arthur austin barack barry
    bashar ben benjamin bernard bernie bill billy björn bob bobby boris brad bradley brandon brendan brett brian
    bruce bruno bryan carl carlos chad charles charlie chris christian christopher chuck claude clint colin
    connor craig dale damian dan daniel danny dave david dean dennis derek dick diego dimitri dmitry don donald
    doug douglas duncan dwight ed eddie edgar eduardo edward edwin elijah elon emmanuel eric erik ernest ethan
    eugene evan felix fernando francis francisco francois frank françois fred frederick gabriel gary gavin gene
    geoff george gerald gerard giovanni glenn gordon graham greg gregory guy hamid hank hans harold harry harvey
    hassan hector henry herbert howard hugh hugo ian ibrahim igor isaac ivan jack jackie jacob jacques jake
    jamal james jan jared jason javier jean jeff jeffrey jeremy jerome jerry jesse jim jimmy jinping joe joel
    johan john johnny jon jonathan jordan jorge jose joseph josh joshua josé juan julian justin karl keith ken
    kenneth kevin kim kurt kyle larry laurence lawrence lee leo leon leonard leonardo lewis liam lionel lou
    louis luca lucas luis luke mahmoud malcolm marc marcel marco marcus mario mark martin marvin mathew matt
    matthew maurice max michael michel miguel mike mikhail mitch mitt mohamed mohammad mohammed morgan muhammad
    narendra nathan nathaniel ned neil nelson nicholas nick nicolas nigel noah norman oleg oliver omar oscar
    otto owen pablo patrick paul pedro pete peter phil philip phillip pierre rafael ralph ramon randy ray
    raymond rex ricardo richard rick rishi rob robert roberto robin rodney roger roland roman ron ronald ross
    roy russell ryan salman sam samuel scott sean sebastian sergei sergey seth shane shaun simon stan stanley
    stefan stephen steve steven stuart sylvester ted terry theodore thomas tim timothy toby todd tom tomas tommy
    tony travis trevor tyler vic victor viktor vincent vladimir volodymyr wade walter warren wayne will william
    willie winston xavier yasser yuri zachary
    """
)
"""Given names of men."""

FEMALE_GIVEN_NAMES = _words(
    """
    abigail ada adele agnes aisha alexandra alexandria alice alicia alison amanda amber amelia amy ana andrea
    angela angelina anita ann anna anne annie antonia ariana ashley audrey barbara beatrice becky bella benazir
    bernadette beth betty beverly beyoncé brenda bridget brittany camilla carla carmen carol carolina caroline
    carrie catherine cathy celia charlotte cher cheryl christina christine cindy claire clara claudia
    condoleezza courtney cynthia daisy danielle dawn deborah debra denise diana diane dolores donna doris
    dorothy edith eileen elaine eleanor elena elisabeth elizabeth ella ellen emily emma erica erin esther eva
    eve evelyn fatima fiona florence frances gabriela gail georgia geraldine ginger giorgia gisele gloria grace
    greta gwen hannah harriet hazel heather heidi helen helena hilary hillary holly ida imelda indira ingrid
    irene isabel isabella ivana ivanka jacinda jacqueline jane janet janice jean jeanette jeanne jenna jennifer
    jenny jessica jill joan joanna joanne josephine joy joyce judith judy julia juliana julie kamala karen kate
    katherine kathleen kathryn kathy katie kelly kim kimberly kirsten kristen lara laura lauren lea leah leila
    lena leslie lillian linda lisa liz louise lucia lucy lydia lynn madeleine madonna margaret margarita maria
    mariah marie marilyn marina marion marjorie martha mary maureen maya megan meghan melania melanie melinda
    melissa meryl mia michelle mildred miley miranda molly monica nadia nancy naomi natalia natalie natasha
    nicola nicole nikki nina nora norah olga olivia oprah pamela patricia patty paula pauline peggy penelope
    phyllis priscilla priyanka rachel rebecca regina renee rihanna rita roberta rosa rosalind rose rosemary ruth
    sabrina sally samantha sandra sara sarah selena serena sharon sheila shirley simone sofia sonia sophia
    sophie stacey stella stephanie sue susan suzanne sylvia tamara tanya tara taylor teresa theresa tina tracey
    tracy ursula valerie vanessa venus vera veronica victoria violet virginia vivian wallis wanda wendy whitney
    whoopi yoko yolanda yvonne zoe
    """
)
"""Given names of women."""

MALE_TITLES = _words(
    """
    father king lord mr pope prince sir
    """
)
"""Titles of men."""

FEMALE_TITLES = _words(
    """
    dame lady madame miss mrs ms princess queen
    """
)
"""Titles of women."""

TITLES = _words(
    """
    captain chairman chancellor coach colonel detective dr general gov governor inspector judge justice mayor
    minister president prof professor rep secretary sen senator sgt
    """
)
"""Titles of persons of either sex."""

NON_PERSON_WORDS = _words(
    """
    academy agency airlines airport album army association award awards band bank bay board book bridge brothers
    cathedral championship championships church city club college commission committee company congress
    convention corporation council county court cup department district east election empire festival force
    forces foundation games government group guild hall hospital hotel house inc institute international island
    islands kingdom lake league library magazine ministry mount mountain museum national nations network north
    office olympics orchestra organisation organization palace park parliament party police port prize records
    republic river road school sea senate series society south stadium state states station street studio
    studios team theater theatre times tower town tribune trophy union united university valley war west world
    """
)
"""Words in names of places, organisations and works, and hardly ever in names of persons."""
