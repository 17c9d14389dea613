"""Word lists that tell a role, a place and an organisation apart when a headline gives them unlabelled."""

from __future__ import annotations

import re

_ROLE_NOUNS = (
    "accountant actuary acupuncturist adjuster administrator advisor adviser agent aide ambassador "
    "analyst anesthetist animator apprentice "
    "archaeologist architect archivist artist assessor assistant associate astronomer attendant "
    "attorney auditor baker "
    "barista bartender biologist bookkeeper broker builder buyer captain caregiver carer carpenter "
    "cashier catalogu?er chair "
    "chef chemist chief cleaner clerk clinician coach coder collector commissioner composer "
    "concierge conductor conservator "
    "consultant controller cook coordinator co-ordinator copywriter counsel counsell?or crew curator "
    "custodian dean dentist deputy "
    "designer detective dev developer devs devops dietician dietitian director dispatcher doctor "
    "docent driver economist editor educator "
    "electrician engineer engineers epidemiologist estimator evaluator examiner executive expert "
    "fabricator facilitator faculty fellow "
    "fellowship firefighter forester founder fundraiser gardener generalist geneticist geologist "
    "geophysicist guard guide "
    "hacker handler head hygienist host hostess illustrator inspector installer instructor intern "
    "interns internship interpreter investigator "
    "janitor journalist judge keeper laborer labourer lead leader lecturer librarian lifeguard "
    "lieutenant linguist machinist "
    "magistrate maker manager marketer mathematician mechanic mentor merchandiser meteorologist "
    "metrologist microbiologist midwife "
    "modell?er musician nanny naturalist negotiator nurse nutritionist officer operative operator "
    "optometrist organi[sz]er owner packer paintner painter "
    "paralegal paramedic partner pathologist pharmacist phlebotomist photographer physician "
    "physicist physiotherapist pilot planner "
    "plumber police porter housekeeper maid barber stylist butcher courier roofer decorator tiler "
    "postdoc postdoctoral practitioner preparator president principal producer "
    "professional professor programmer "
    "proofreader provider psychiatrist psychologist publicist ranger realtor receptionist recruiter "
    "registrar rep reporter representative "
    "researcher reviewer roofer sailor salesperson saleswoman salesman scholar scientist seamstress "
    "secretary sergeant server "
    "sheriff sitter solicitor sommelier specialist staff statistician steward stocker strategist "
    "student students superintendent supervisor "
    "surgeon surveyor sysadmin tailor teacher technician technologist teller tester therapist "
    "toxicologist trader trainee trainer tranee "
    "translator treasurer tutor underwriter usher valet veterinarian videographer vp waiter waitress "
    "warden webmaster welder "
    "worker writer zookeeper fullstack full-stack "
    "frontend front-end backend back-end sre swe co-op coop position positions apprenticeship "
    "praktikant werkstudent "
    "entwickler ingenieur analista "
    "desarrollador ingeniero gerente becario développeur ingénieur stagiaire assistante? chargée? "
    "responsable leiter mitarbeiter"
).replace(" ", "|")
ROLE_NOUN = re.compile(rf"(?<![\w-])(?:{_ROLE_NOUNS})s?(?:in|es)?(?![\w])", re.IGNORECASE)

ORGANISATION_NOUN = re.compile(
    r"\b(?:University|Universit\w+|College|School|Institute|Academy|Hospital|Clinic|Foundation|"
    r"Association|Society|Museum|"
    r"Library|Libraries|Bank|Inc|LLC|LLP|Ltd|Limited|GmbH|AG|PLC|plc|Corp|Corporation|Company|Co|"
    r"Group|Agency|Bureau|"
    r"Authority|Council|City of|County of|State of|Department of|Ministry|Partners|Labs?|"
    r"Technologies|Systems|Solutions|"
    r"Services|Center|Centre|Trust|Union|Church|Press|Studios?|Ventures|Holdings|Industries|International|"
    r"a\.s\.|s\.r\.o\.|S\.A\.|S\.L\.|B\.V\.|Oy|AB|A/S|SpA|Pty|Pte|JSC|CJSC|NGO|District|Consulting|"
    r"Networks?|Media|Games)(?!\w)"
)

US_STATES = (
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM "
    "NY NC ND OH OK OR PA "
    "RI SC SD TN TX UT VT VA WA WV WI WY PR"
)
CA_PROVINCES = "AB BC MB NB NL NS ON PE QC SK"
_REGIONS = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|District of Columbia|"
    "Florida|Georgia|Hawaii|"
    "Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|"
    "Minnesota|Mississippi|"
    "Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|"
    "North Dakota|Ohio|Oklahoma|"
    "Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|"
    "Virginia|Washington|"
    "West Virginia|Wisconsin|Wyoming|Puerto Rico|Ontario|Quebec|Québec|British Columbia|Alberta|"
    "Manitoba|Saskatchewan|"
    "Nova Scotia|New Brunswick|Bavaria|Catalonia|Scotland|Wales|England|Northern Ireland|"
    "New South Wales|Victoria|Queensland"
)
_COUNTRIES = (
    "USA|U\\.S\\.A\\.|U\\.S\\.|US|United States(?: of America)?|UK|U\\.K\\.|United Kingdom|GB|"
    "Great Britain|Ireland|Canada|Australia|New Zealand|"
    "Germany|Deutschland|France|Spain|España|Portugal|Italy|Italia|Netherlands|The Netherlands|"
    "Belgium|Luxembourg|Switzerland|"
    "Austria|Denmark|Sweden|Norway|Finland|Iceland|Poland|Czechia|Czech Republic|Slovakia|Slovenia|"
    "Hungary|Romania|Bulgaria|"
    "Greece|Croatia|Serbia|Estonia|Latvia|Lithuania|Ukraine|Russia|Armenia|Azerbaijan|Georgia|Turkey|"
    "Türkiye|Israel|Egypt|"
    "Morocco|Tunisia|Kenya|Nigeria|Ghana|Ethiopia|Tanzania|Uganda|Zambia|Rwanda|South Africa|India|"
    "Pakistan|Bangladesh|"
    "Nepal|Sri Lanka|China|Hong Kong|Taiwan|Japan|South Korea|Korea|Singapore|Malaysia|Indonesia|"
    "Philippines|Thailand|Vietnam|"
    "Cambodia|UAE|United Arab Emirates|Saudi Arabia|Qatar|Jordan|Lebanon|Mexico|México|Guatemala|"
    "Honduras|Costa Rica|Panama|"
    "Colombia|Peru|Perú|Chile|Argentina|Uruguay|Brazil|Brasil|Ecuador|Bolivia|Haiti|Jamaica|Europe|"
    "EU|Afghanistan|Iraq|"
    "Kazakhstan|Kyrgyzstan|Uzbekistan|Moldova|Kosovo|Albania|Cyprus|Malta"
)
_CITIES = (
    "London|Paris|Berlin|Munich|München|Hamburg|Cologne|Köln|Frankfurt|Stuttgart|Vienna|Wien|Zurich|"
    "Zürich|Geneva|Basel|"
    "Amsterdam|Rotterdam|Utrecht|The Hague|Brussels|Antwerp|Madrid|Barcelona|Valencia|Sevilla|Lisbon|"
    "Porto|Rome|Milan|Milano|"
    "Dublin|Cork|Edinburgh|Glasgow|Manchester|Birmingham|Bristol|Leeds|Cambridge|Oxford|Brighton|"
    "Copenhagen|Stockholm|"
    "Gothenburg|Oslo|Helsinki|Tallinn|Riga|Vilnius|Warsaw|Krakow|Kraków|Wroclaw|Prague|Praha|Brno|"
    "Budapest|Bucharest|Sofia|"
    "Athens|Istanbul|Tel Aviv|Cairo|Nairobi|Lagos|Cape Town|Johannesburg|Dubai|Mumbai|Bangalore|"
    "Bengaluru|Delhi|New Delhi|"
    "Hyderabad|Pune|Chennai|Singapore|Hong Kong|Shanghai|Beijing|Shenzhen|Tokyo|Osaka|Seoul|Taipei|"
    "Sydney|Melbourne|"
    "Brisbane|Perth|Auckland|Wellington|Toronto|Montreal|Montréal|Vancouver|Ottawa|Calgary|Waterloo|"
    "New York(?: City)?|NYC|"
    "Manhattan|Brooklyn|San Francisco|SF|Bay Area|Silicon Valley|Palo Alto|Mountain View|Menlo Park|"
    "Sunnyvale|San Jose|"
    "Oakland|Berkeley|Los Angeles|LA|Santa Monica|San Diego|Seattle|Portland|Denver|Boulder|Austin|"
    "Dallas|Houston|"
    "San Antonio|Chicago|Boston|Somerville|Philadelphia|Pittsburgh|Baltimore|Washington,? D\\.?C\\.?|"
    "Atlanta|Miami|Orlando|Tampa|"
    "Nashville|Charlotte|Raleigh|Durham|Minneapolis|Milwaukee|Madison|Detroit|Ann Arbor|Columbus|"
    "Cleveland|Cincinnati|"
    "St\\.? Louis|Kansas City|Omaha|Salt Lake City|Phoenix|Las Vegas|Sacramento|Mexico City|"
    "Ciudad de México|Bogotá|Bogota|"
    "Lima|Santiago|Buenos Aires|São Paulo|Sao Paulo|Rio de Janeiro|Yerevan|Tbilisi|Baku|Kyiv|Kiev|Moscow"
)
_ANYWHERE = (
    r"[Rr]emote|REMOTE|[Aa]nywhere|ANYWHERE|[Ww]orldwide|[Tt]elecommute|[Hh]ybrid|On-?site|ON-?SITE|"
    r"Onsite|WFH"
)
_WORD = r"[A-ZÀ-ÖØ-Þ][\w.'’-]*"
_NAME = rf"{_WORD}(?:[ -](?:{_WORD}|de|del|la|le|of|the|am|upon|on|sur)){{0,3}}"
_CODES = "|".join(f"{US_STATES} {CA_PROVINCES}".split())
_AREA = rf"(?:{_REGIONS}|{_COUNTRIES}|(?!(?:IN|OR|ME|HI|OK|DE|LA) [A-Z])(?:{_CODES}))"

# "Boston, MA", "Leamington Spa, Warwickshire, United Kingdom"
CITY_AND_AREA = re.compile(
    rf"(?<![\w-]){_NAME}(?:, {_NAME}){{0,1}},? ?,\s?{_AREA}(?![\w’'-])(?:,? (?:\d{{5}}(?![\d-])|"
    rf"{_AREA}(?![\w’'-])))?"
)
KNOWN_PLACE = re.compile(rf"(?<![\w-])(?:{_CITIES}|{_COUNTRIES}|{_REGIONS})(?![\w’'-])")
ANYWHERE = re.compile(rf"(?<!\w)(?:{_ANYWHERE})(?!\w)")

# A place by name, with what leads up to it: "Canary Wharf, London", "Boston, MA", "Yerevan"
PLACE_NAME = re.compile(rf"{CITY_AND_AREA.pattern}|(?<![\w-])(?:{_NAME}, )?{KNOWN_PLACE.pattern}")

# Words that open sentences and headings as an employer's name would.
NOT_AN_EMPLOYER = re.compile(
    r"(?:We|This|The|It|You|Our|Your|They|There|He|She|I|These|Those|That|Who|What|If|As|In|At|For|By|On|An?|"
    r"Candidates?|Applicants?|Qualified|Successful|All|Any|Some|Each|Every|Both|Company|Organization|"
    r"Position|Role|Job|"
    r"Work|Team|People|Experience|Responsibilities|Requirements|Us|Department|Here|Please|No|Not|Why|"
    r"How|When|Where|"
    r"Client|Our Client|Employer|Benefits|Location|Salary|Currently|Now|Also|Remote|Equal|Summary|"
    r"About|Ideal|Must|"
    r"Job (?:Description|Summary|Title)|Someone|Everyone|Additionally|However|Interested|Python|Java|"
    r"Ruby|SQL|"
    r"Bachelor\w*|Master\w*|Incumbents?|Internship|Interns?|Students?|Engineering|Marketing|Sales|"
    r"Human Resources|HR|"
    r"Management|Senior|Junior|Knowledge|Ability|Skills?|U\.?S\.?A?|United States|EEO|EOE|Reporting|"
    r"Founded|Based|"
    r"Located|Working|Apply|Today|Together|One|Two|Three|Part|Full|Monday|Saturday|Sunday)\b"
    r"(?:$|(?= (?:is|are|team|The|We)))|Department of|Office of|Division of"
)


def is_role(words: str) -> bool:
    """Whether a headline's segment names a role ("Senior Data Analyst"), by the noun it contains."""
    return bool(ROLE_NOUN.search(words)) and len(words) <= 140


def is_place(words: str) -> bool:
    """Whether a headline's segment names a place ("Boston, MA", "Remote (US)", "London or Paris")."""
    if len(words) > 120 or not words:
        return False
    left = ANYWHERE.sub(" ", KNOWN_PLACE.sub(" ", CITY_AND_AREA.sub(" ", words)))
    if left == words:
        return False
    rest = re.findall(
        r"[A-Za-z]{2,}",
        re.sub(
            (
                r"\([^)]*\)|\b(?:or|and|in|area|office|offices|the|based|full|part|time|only|downtown|"
                r"greater|central|friendly|first|ok|preferred|possible|metro|region)\b"
            ),
            " ",
            left,
            flags=re.IGNORECASE,
        ),
    )
    return len(rest) <= (1 if CITY_AND_AREA.search(words) or ANYWHERE.search(words) else 0)
