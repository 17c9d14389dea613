"""Invented people, employers and postings for the demo office. Nobody here exists."""

import unicodedata

from apps.applications.vocabulary import ContactPolicy, PhonePolicy

GIVEN_NAMES = (
    "Aaliyah", "Abel", "Adaeze", "Aiko", "Alejandra", "Amina", "Anders", "Aoife", "Arjun", "Astrid",
    "Ayşe", "Beatriz", "Bilal", "Bronwen", "Camille", "Chidi", "Clara", "Daniel", "Deepa", "Dmitri",
    "Elif", "Emeka", "Esther", "Farida", "Femi", "Gabriel", "Giulia", "Grace", "Hana", "Hassan",
    "Hye-jin", "Ines", "Isaac", "Ivana", "Jamal", "Jasper", "João", "Jonah", "Josephine", "Kaimana",
    "Kateryna", "Keanu", "Khadija", "Lars", "Lena", "Linh", "Lucas", "Luz", "Maeve", "Malik", "Marcus",
    "Marisol", "Matteo", "Mei-Ling", "Miriam", "Moana", "Naomi", "Nikhil", "Noor", "Oisín", "Olena",
    "Omar", "Paloma", "Pavel", "Petra", "Priya", "Quentin", "Rafael", "Rania", "Renée", "Rohan", "Rosa",
    "Ruth", "Salma", "Samir", "Sergei", "Siobhán", "Sofía", "Søren", "Tadeo", "Tariq", "Temperance",
    "Thandiwe", "Tomasz", "Uchenna", "Valentina", "Viktor", "Wen", "Ximena", "Yara", "Yusuf", "Zainab",
    "Zoë",
)  # fmt: skip
FAMILY_NAMES = (
    "Abernathy", "Adeyemi", "Aguilar", "al-Hashimi", "Almeida", "Andersson", "Asante", "Bajwa",
    "Baptiste", "Becker", "Bergström", "Brennan", "Cárdenas", "Chaudhry", "Chou", "Cohen", "Contreras",
    "Dąbrowski", "Delgado", "Diallo", "Dimitrova", "Eriksen", "Ferreira", "Fitzgerald", "Fofanah",
    "Fujimoto", "García", "Goldfarb", "Grigoryan", "Guerrero", "Haddad", "Hakimi", "Hoang", "Ibrahim",
    "Ivanova", "Jankowski", "Jiménez", "Kamara", "Kaplan", "Keahi", "Kim", "Kovács", "Lindqvist",
    "Lindsay", "Lê", "Mahmoud", "Martínez", "Mbeki", "McAllister", "Mensah", "Moreau", "Nakamura",
    "Ndiaye", "Nguyen", "Novák", "O’Connell", "Okafor", "Oyelaran", "Özdemir", "Papadakis", "Park",
    "Patel", "Pereira", "Petrov", "Quispe", "Rahman", "Ramírez", "Reyes", "Rossi", "Sahin", "Santos",
    "Schäfer", "Seo", "Sharma", "Silva", "Singh", "Strand", "Tanaka", "Tran", "Uddin", "Usman", "Vargas",
    "Volkov", "Weiss", "Whitfield", "Wójcik", "Yamada", "Yilmaz", "Yusupova", "Zhang", "Zielińska",
)  # fmt: skip
# Met first in a small office: the names of the first students.
FIRST_STUDENTS = (
    "Tomasz Wójcik", "Mei-Ling Chou", "Noor al-Hashimi", "Aoife Brennan", "Jonah Abernathy",
    "Ximena Cárdenas", "Amina Diallo", "Daniel Oyelaran", "Hye-jin Seo", "Dmitri Volkov",
    "Farida Yusupova", "Marcus Whitfield", "Lucas Ferreira", "Kaimana Keahi", "Esther Goldfarb",
    "Priya Sharma",
)  # fmt: skip
FIRST_COUNSELORS = ("Ruben Castellanos", "Iolanda Reis", "Margaret Nwosu")
ADMINISTRATOR = "Ruth Adeyemi-Clarke"
LEILA = "Leila Haddad"

PROGRAMMES = (
    "BA Economics", "MS Data Science", "BS Mechanical Engineering", "BA Communication", "BSN Nursing",
    "BS Computer Science", "BFA Graphic Design", "BS Civil Engineering", "BA Political Science",
    "BS Biology",
)  # fmt: skip

EMPLOYERS = (
    "Northline Transit Authority", "Tidewater Analytics", "Brightwater Public Library", "Castell & Rowe",
    "Hoshino Instruments", "Alder & Finch", "Okafor Logistics", "Kestrel Biologics", "Sólheimar Energy",
    "Varga Optics", "Meridian Credit Union", "Halvorsen Marine", "Orrin & Vale", "Castellan Rail",
    "Pryce Analytics", "Lumen Grid", "Ardent Press", "St. Brannoc’s Hospital", "Tarn & Bowe",
    "Plover Studio", "Northmoor Bank", "Radio Harrow", "Ward & Iyer", "Cascade Health", "Fenwick Data",
    "Port Halden Museum of the Sea", "Greywick County Schools", "Bellamy Foundry", "Ostrava Robotics",
    "Quillfeather Books", "Saltmarsh Conservancy", "Thistledown Foods", "Umber & Slate Architects",
    "Vantage Hydrology", "Wrenfield Capital", "Yarrow Pediatrics", "Zephyr Wind Partners",
    "Amberly Home Care", "Blue Heron Hospitality", "Copperline Software", "Dunmore Legal Aid",
    "Eastgate Theater", "Foxglove Pharmaceuticals", "Gannet Shipping", "Harborlight Insurance",
    "Inkwell Public Relations",
)  # fmt: skip
EMPLOYER_FIRST = (
    "Ashgrove", "Birchwood", "Calder", "Dovetail", "Elmhurst", "Fairhaven", "Glenrock", "Hawthorn",
    "Ivybridge", "Juniper", "Kingsway", "Larkspur", "Millbrook", "Newhaven", "Oakridge", "Pinecrest",
    "Quarry", "Redstone", "Silverton", "Thornbury", "Upland", "Valewood", "Westerly", "Yellowpine",
    "Stonebridge", "Rowanfield", "Maplewood", "Lakeshore", "Kittery", "Briar", "Cobalt", "Delphi",
    "Ember", "Foundry Lane", "Granite", "Harrow",
)  # fmt: skip
EMPLOYER_SECOND = (
    "Analytics", "Savings Bank", "Children’s Museum", "Hospital", "Software", "Robotics", "Consulting",
    "Press", "Architects", "Logistics", "Insurance", "Energy", "Foods", "Biotech", "Public Schools",
    "Water District", "Design Studio", "Law Group", "Research Institute", "Credit Union", "Media",
    "Outdoor Goods", "Health Partners", "Civil Works",
)  # fmt: skip

ROLES = (
    "Data analyst", "Planning intern", "Metadata assistant", "Junior data engineer",
    "Research assistant", "Operations analyst", "Reporting associate", "Risk analyst trainee",
    "Lab data coordinator", "Test engineer", "Marketing coordinator", "Policy assistant",
    "Staff nurse, new graduate programme", "Junior accountant", "Editorial assistant", "Field engineer",
    "Software developer, entry level", "Customer success associate", "Teaching fellow",
    "Supply chain trainee", "Graphic designer, junior", "Programme assistant", "Paralegal",
    "Financial analyst, rotational programme", "Quality technician", "Community outreach assistant",
    "UX research intern", "Mechanical design trainee", "Grant writer, part time",
    "Environmental technician",
)  # fmt: skip
PLACES = (
    "Port Halden", "Port Halden, hybrid", "Greywick", "Larkmoor", "East Brannoc", "Remote", "Northmoor",
    "Saltmarsh Bay", "Wexcombe", "Tarrow Falls", "Remote, with two visits a year", "Dunmore",
)  # fmt: skip
STREETS = (
    "Harbor Street",
    "Mill Road",
    "College Walk",
    "Foundry Lane",
    "Alder Avenue",
    "Quayside",
    "Station Road",
)
TOWNS = ("Port Halden 04110", "Greywick 04226", "Larkmoor 04103", "Northmoor 04341", "Dunmore 04072")
POSITIONS = (
    "Hiring manager",
    "Recruiter",
    "Head of the team",
    "Team lead",
    "Human resources",
    "Office manager",
)

# What postings say of telephoning and of contact: policy, and the sentence that says so.
PHONE_SENTENCES = {
    PhonePolicy.NO_CALLS: (
        "No phone calls, please.",
        "Please do not call about this position.",
        "We are a small office and cannot take telephone calls about the vacancy.",
        "No calls or visits; we read every application.",
        "Applicants are asked not to telephone.",
    ),
    PhonePolicy.CALLS_WELCOME: (
        "Questions? Call {name} at {phone}.",
        "You are welcome to telephone {name} on {phone} before you apply.",
        "For a first conversation, call {name} at {phone}.",
        "Feel free to call us at {phone} with any questions.",
    ),
}
CONTACT_SENTENCES = {
    ContactPolicy.NO_CONTACT: (
        "Please do not contact us about your application; only those selected will hear from us.",
    ),
    ContactPolicy.ONLY_THROUGH: (
        "Applications and questions are accepted only through our online portal.",
        "All correspondence must go through {email}; other messages are not answered.",
    ),
}
OPENINGS = (
    "{employer} is looking for a {role} for its team in {place}.",
    "{employer} has an opening: {role}, based in {place}.",
    "Join {employer} in {place} as {role}.",
)
ABOUT = (
    "We are two dozen people who like to finish what we start, and we have served this coast since 1978.",
    "Our work is quiet and exact, and a great many people depend on it without knowing our name.",
    "We grew from a workshop of three; we still eat lunch together on Fridays.",
    "We publish our mistakes along with our results, and expect you to help us with both.",
    "Nearly half of us began here straight from college, and most of those stayed.",
)
TASKS = (
    "You will prepare the weekly figures, look after two of our smaller clients, and write up what you find.",
    "In the first year you will rotate through three teams and choose one of them at the end.",
    "You will keep our records in order, answer questions from the public, and help with one larger project.",
    "You will plan and run tests, report them clearly, and suggest what to try next.",
    "You will work beside an experienced colleague until you are ready for projects of your own.",
)
WISHES = (
    "You write clearly, like numbers, and ask when you do not know.",
    "A degree by the summer is welcome; curiosity is required.",
    "You have done something of this kind before, in class, at work or for fun, and can tell us about it.",
    "You are careful with other people’s data and kind to other people.",
)
EMPLOYMENT_TYPES = (
    "Full time",
    "Full time",
    "Full time",
    "Part time",
    "Internship",
    "Temporary, nine months",
)
WHY_HERE = (
    "",
    "",
    "They publish their errors. I want to learn in a team that does that.",
    "Near my family, and a first team of the right size.",
    "Their summer project is what my capstone was about.",
    "The people at the career fair knew what they were talking about.",
)
NOTES = {
    "phone": (
        "Spoke to the recruiter; they decide within two weeks.",
        "Left a short message with my name and number.",
        "Friendly. Asked me to send a writing sample.",
        "Not in; called again in the afternoon and got through.",
    ),
    "email": ("", "", "Short and polite, one page of the project attached.", "Asked about the time frame."),
    "post": ("", "Printed on the good paper at the office.", "Posted on the way to class."),
}
HEARD_BACK_NOTES = (
    "They have everything they need and will be in touch.",
    "Still reading applications.",
    "They asked for references; sent them.",
    "They need another week.",
)


# Letters that do not fall apart into a plain one and its accent.
_WITHOUT_PARTS = str.maketrans({"ł": "l", "ø": "o", "ı": "i"})


def login(name: str) -> str:
    """A name as it stands before the @: ``ruth.adeyemi-clarke``."""
    return ".".join("-".join(slug(part) for part in word.split("-")) for word in name.split())


def slug(name: str) -> str:
    """The letters of a name as they stand in an address: ``castellrowe``, ``wojcik``."""
    plain = unicodedata.normalize("NFKD", name.casefold()).translate(_WITHOUT_PARTS)
    return "".join(letter for letter in plain if letter.isascii() and letter.isalnum())
