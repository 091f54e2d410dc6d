"""The English word lists of the grammar, each a sequence of lower-case words."""

from __future__ import annotations


def listed(words: str) -> tuple[str, ...]:
    """Split a text into its words.

    Example:
        >>> listed("one two")
        ('one', 'two')
    """
    return tuple(words.split())


#: Nouns that count as enterprises.
ENTERPRISES = listed(
    """
    enterprises companies firms businesses smes corporations start-ups startups unicorns
    manufacturers suppliers producers providers factory-owners giants conglomerates
    """
)
#: Nouns that count as persons.
PERSONS = listed(
    """
    people persons workers employees talents talent professionals engineers technicians students
    graduates residents experts scientists researchers users farmers staff personnel specialists
    inhabitants members customers subscribers consumers teachers trainees operators-in-training
    managers academics academicians
    """
)
#: Nouns that count as vehicles.
VEHICLES = listed(
    """
    vehicles cars trucks buses automobiles evs nevs
    """
)
#: Nouns that count as devices.
DEVICES = listed(
    """
    robots machines computers servers
    """
)
#: Nouns that count the parts of a document or a plan.
STRUCTURE = listed(
    """
    agencies areas articles aspects chapters commissions departments dimensions directions
    fields goals guarantees levels measures ministries objectives paragraphs parts phases
    pillars points principles priorities requirements respects safeguards sections stages steps
    subdivisions tasks
    """
)
#: Words that end a noun phrase before its noun was found.
STOP = listed(
    """
    in of for with to by will that which from at on is are was were has have had as including
    such through into per each or than under while during since but be been we it they this
    these would shall should can could may might must its their our over about above below
    between within among across after before until when where who whose if not also only more
    less years' year's because via versus against toward towards plus every whilst so reach
    reached reaching exceed exceeded increase increased grow grew rise rose fall fell then
    respectively annually monthly yearly daily last next did does do being one two three four
    five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred thousand
    million billion trillion dozen first second third half double
    """
)
#: Words in -s that are no plural, or stand before the noun.
NOT_PLURAL = listed(
    """
    access across always ambitious analysis as autonomous basis besides biomass bus business
    campus chassis class continuous cross diagnosis economics electronics emphasis famous
    ferrous focus gas glass goods has high-class indigenous industrious is its less logistics
    mass materials' news non-ferrous nonferrous overseas photonics physics plus precious
    previous process progress robotics sales sciences' semiconductors' series-produced serious
    sports status this towards us various was wireless world-class
    """
)
#: Unit words that may stand before the noun that is counted: six wafer projects.
ATTRIBUTIVE = listed(
    """
    barrel day dollar gigawatt hour household inch kilometer kilometre kilowatt megawatt meter
    metre month petabyte terabyte ton tonne wafer week year
    """
)
#: Ordinal words.
ORDINALS = listed(
    """
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
    fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth
    """
)
#: Number words beside the cardinals below a hundred and the ordinals.
OTHER_NUMBERS = listed(
    """
    hundred thousand million billion trillion hundreds thousands millions billions trillions
    dozen dozens half halves halved halve halving quarter quarters dual double doubled doubles
    doubling redouble twice twofold triple tripled triples tripling treble trebled thrice
    threefold quadruple quadrupled quadruples quadrupling fourfold fivefold sixfold sevenfold
    eightfold ninefold tenfold quintuple quintupled hundredfold thousandfold ii iii iv vi vii
    viii phase phases
    """
)
#: Words that leave "10-x" a quantity; other compounds are names.
QUANTITY_COMPOUNDS = listed(
    """
    billion bn cubic day dollar euro fold gigawatt gw gwh hectare hour hundred kilometer
    kilometre kilowatt km kwh megawatt meter metre million minute mn month mu mw nanometer
    nanometre nm per percent percentage plus square thousand tn to ton tonne trillion week year
    yuan
    """
)
#: What a policy is centred around, so that "around 50" is no "about 50".
PLACE_NOUNS = listed(
    """
    areas aspects chain chains directions fields goals industries links priorities sectors tasks
    themes topics tracks
    """
)
