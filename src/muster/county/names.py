# ruff: noqa: E501 - lists of names read better in rows
"""Names for people who don't exist: first and last names of today's Britain, in lists that we wrote ourselves.

Each community has its own first and last names; some people carry a first name of one and a last name of another.
"""

from dataclasses import dataclass

from muster.county.chance import Chance

MIXED = 7  # in 100 people have their first name from another community than their last


@dataclass(frozen=True, slots=True)
class Community:
    """Names that go together, and how many in 1,000 people have them."""

    share: int
    first: tuple[str, ...]
    last: tuple[str, ...]


def _names(share: int, first: str, last: str) -> Community:
    return Community(share, tuple(first.split()), tuple(word.replace("_", " ") for word in last.split()))


COMMUNITIES = (
    _names(
        538,
        "Olivia Amelia Isla Ava Ivy Freya Florence Lily Elsie Rosie Alice Grace Daisy Phoebe Charlotte Emily Jessica Sophie "
        "Chloe Lauren Megan Bethany Hannah Rebecca Rachel Laura Gemma Kelly Stacey Natalie Nicola Joanne Tracey Sharon Julie "
        "Karen Susan Linda Christine Margaret Jean Patricia Pauline Maureen Dorothy Joyce Sheila Brenda Beryl Hilary "
        "Philippa Harriet Eleanor Beatrice Imogen Tamsin Verity Georgia Holly Abigail Zoe Heather Fiona Kirsty Oliver "
        "George Arthur Noah Harry Jack Charlie Freddie Alfie Theo Archie Leo Joshua Jacob Thomas William James Henry Edward "
        "Samuel Joseph Daniel Matthew Luke Adam Ryan Kyle Callum Connor Liam Craig Dean Lee Wayne Gary Darren Stuart Neil "
        "Ian Keith Trevor Barry Roger Brian Derek Ronald Kenneth Dennis Gordon Clive Nigel Graham Malcolm Alan Peter Paul "
        "David Simon Andrew Mark Stephen Robert Richard Christopher Jonathan Timothy Benjamin Toby Rupert Finley Reuben",
        "Smith Taylor Brown Wilson Johnson Walker Wright Robinson Thompson White Green Hall Wood Harris Clarke Jackson "
        "Turner Hill Cooper Ward Moore Baker King Harrison Martin Allen Mitchell Parker Cook Bennett Shaw Carter Richardson "
        "Bailey Collins Bell Cox Adams Marshall Ellis Foster Mills Palmer Webb Hunt Holmes Fisher Dixon Knight Rogers "
        "Stevens Butler Barnes Pearson Harvey Fletcher Gibson Andrews Elliott Ford Hart Fox Day Lowe West Cole Gregory "
        "Watts Lawrence Bird Payne Spencer Wells Dean Barker Bradley Burton Carr Chambers Cross Daniels Dawson Fuller "
        "Gardner Goodwin Greenwood Haines Hardwick Hawkins Hewitt Higgins Hobbs Holland Hopkins Horton Hudson Hull "
        "Ingham Jarvis Jennings Kemp Kirby Lamb Lambert Leach Little Lister Marsden Marsh Mason Matthews May Moss "
        "Naylor Newton Norman North Oldfield Osborne Page Parsons Pearce Perry Pickering Plant Pollard Poole Potter Pratt "
        "Preston Reeve Rhodes Rowe Sanders Savage Saxton Sharp Shelton Sheldon Skinner Slater Stone Sutton Swift Talbot "
        "Thorpe Tomlinson Townsend Tucker Turnbull Vickers Wade Walton Warner Waters Weston Wheeler Whitehead Wilkinson "
        "Winter Woodward Wyatt Yates Young Ashby Atkin Bagshaw Beardsley Birkin Blagg Bramley Chettle Clay Copley Doughty "
        "Eyre Flint Gadsby Hallam Hickling Huskinson Ingleby Jepson Kirkham Leatherland Musson Oakden Pykett Raynor Shipman",
    ),
    _names(
        36,
        "Aoife Niamh Ciara Siobhan Orla Roisin Grainne Maeve Bridget Sinead Deirdre Nuala Eimear Clodagh Conor Cian Oisin "
        "Declan Padraig Eoin Cormac Brendan Dermot Niall Fergal Donal Ronan Seamus Kieran Eamon",
        "Murphy Kelly O'Sullivan Walsh O'Brien Byrne Ryan O'Connor O'Neill Doyle McCarthy Gallagher Doherty Kennedy Lynch "
        "Quinn McLoughlin Carroll Connolly Daly Nolan Brennan Burke Fitzgerald Keane Mulligan Maguire Rafferty Tierney",
    ),
    _names(
        34,
        "Ailsa Eilidh Morag Catriona Mhairi Shona Kirsten Iona Lorna Elspeth Hamish Fraser Ewan Angus Calum Rory Alasdair "
        "Struan Lachlan Fergus Gregor Blair Innes Murdo",
        "MacDonald Campbell Stewart Robertson Anderson Scott Murray Reid Ross Paterson Morrison Watson Fraser Cameron "
        "Henderson Hamilton Ferguson Mackenzie MacLeod Sutherland Buchanan Lindsay Kerr Galbraith Drummond Rennie Lockhart",
    ),
    _names(
        34,
        "Cerys Seren Ffion Carys Bethan Angharad Sian Nia Rhiannon Lowri Mair Eleri Gwen Rhys Dylan Owain Gethin Gareth "
        "Huw Emrys Iolo Dafydd Ieuan Aled Geraint Tomos",
        "Jones Williams Davies Evans Thomas Roberts Lewis Hughes Edwards Griffiths Morgan Price Rees Powell Jenkins Owen "
        "Llewellyn Vaughan Pritchard Bowen Gwilym Maddocks Probert Beynon Pugh",
    ),
    _names(
        48,
        "Ayesha Fatima Zainab Maryam Sana Hina Nadia Saima Rabia Bushra Iqra Amina Shazia Uzma Farzana Nasreen Mohammed "
        "Ali Hamza Usman Bilal Imran Adnan Tariq Zahid Kashif Faisal Nadeem Shahid Yasir Waqas Rizwan Asif Haroon",
        "Hussain Khan Ahmed Mahmood Malik Akhtar Iqbal Butt Mirza Chaudhry Qureshi Sheikh Siddiqui Rafiq Aslam Bashir "
        "Ashraf Raja Shah Nawaz Yaqub Dar Bhatti Javed Anwar",
    ),
    _names(
        20,
        "Nusrat Rumana Shahana Taslima Rahima Sultana Jannat Salma Nazia Farhana Abdul Shafiq Kamrul Rezaul Jamal Mizan "
        "Shahed Rafiqul Monir Habib Anisur Tanvir",
        "Begum Miah Uddin Chowdhury Rahman Islam Hoque Choudhury Alam Khatun Haque Ullah Sarkar Talukdar Bari Karim",
    ),
    _names(
        28,
        "Priya Pooja Hetal Bhavna Nisha Komal Dipti Jyoti Meera Reena Kajal Sejal Rajesh Nilesh Hitesh Kiran Jayesh Dipak "
        "Suresh Mukesh Vijay Anil Ketan Sanjay Chirag Rohan Aarav Vivaan",
        "Patel Mistry Desai Joshi Mehta Parmar Solanki Chauhan Gandhi Modha Trivedi Vaghela Shukla Thakkar Pandya Raval "
        "Lakhani Bhatt Dave Kotecha Sudra Popat",
    ),
    _names(
        26,
        "Harpreet Jaspreet Simran Manpreet Amrit Kirandeep Navjot Rajvinder Gurpreet Satnam Balwinder Jasmin Harjit "
        "Sukhdev Gurdeep Amandeep Ranjit Tejinder Kulwant Inderjit Parminder Mandeep Davinder Jagdeep",
        "Singh Kaur Sandhu Gill Dhillon Sidhu Grewal Bains Atwal Johal Sangha Dhaliwal Virk Purewal Rai Uppal Thind "
        "Mann Chana Bhogal Hayre Sohal",
    ),
    _names(
        12,
        "Lakshmi Anjali Divya Sujatha Revathi Deepa Karthik Arun Suresh Vignesh Prakash Srinivas Harish Naveen Anand Manoj",
        "Nair Menon Reddy Iyer Krishnan Pillai Jacob Varghese Kurian Rao Subramanian Ramachandran Selvarajah Sivakumar "
        "Nadarajah Perera Fernando Jayasuriya Wickramasinghe",
    ),
    _names(
        26,
        "Chidinma Ngozi Folake Temitope Adaeze Yetunde Blessing Ifeoma Bukola Funmilayo Comfort Patience Emeka Chinedu "
        "Olumide Tunde Segun Babatunde Ikenna Obinna Femi Kayode Uche Adewale",
        "Okafor Adeyemi Okonkwo Adebayo Ogunleye Eze Balogun Nwosu Ojo Afolabi Oyelaran Akande Ibe Onyango Obi Adeleke "
        "Chukwu Bello Olawale Nnamdi Fashola Uzor",
    ),
    _names(
        14,
        "Abena Akosua Efua Ama Esi Adwoa Yaa Afia Kwame Kofi Kwabena Yaw Kojo Nana Kwaku Ebo",
        "Mensah Owusu Boateng Asante Osei Appiah Agyeman Amponsah Ofori Addo Darko Sarpong Ansah Antwi Quaye Tetteh",
    ),
    _names(
        10,
        "Tendai Rudo Chipo Tsitsi Nyasha Thandiwe Nomsa Sibusiso Farai Tinashe Tapiwa Kudzai Simba Themba",
        "Moyo Ncube Sibanda Dube Mutasa Chikwanha Ndlovu Mlambo Gumbo Zulu Banda Phiri Mwale Chirwa",
    ),
    _names(
        20,
        "Shanice Keisha Jada Leticia Marcia Yvonne Beverley Lorraine Sonia Camille Tanisha Delroy Winston Leroy Errol "
        "Devon Desmond Jermaine Tyrone Marlon Dwayne Curtis Andre Omari Kemar",
        "Campbell-Grant Francis Gayle Gordon Blake Bogle Lindo McKenzie Pinnock Reid-Palmer Samuels Senior Walters "
        "Wynter Augustine Baptiste Charles Joseph Alleyne Greenidge Brathwaite Hinds",
    ),
    _names(
        12,
        "Hodan Ifrah Sahra Fartun Ubah Hibo Deqa Asha Abdi Abdirahman Liban Mahad Guled Yusuf Warsame Ismail",
        "Abdi Farah Warsame Jama Hersi Nur Osman Duale Aden Elmi Guled Hirsi Mohamud Yusuf",
    ),
    _names(
        6,
        "Selam Tigist Hiwot Bethlehem Senait Mulu Yonas Dawit Tesfaye Berhane Samson Filmon",
        "Tesfay Haile Gebre Kidane Bekele Tadesse Mengistu Abraha Woldu Ghebremedhin",
    ),
    _names(
        24,
        "Agnieszka Katarzyna Magdalena Joanna Ewa Aleksandra Zuzanna Justyna Dorota Beata Monika Malgorzata Piotr Tomasz "
        "Krzysztof Pawel Marcin Lukasz Jakub Kacper Wojciech Mateusz Grzegorz Andrzej Slawomir Dariusz",
        "Nowak Kowalska Kowalski Wisniewska Lewandowski Wojcik Kaminska Zielinski Szymanska Wozniak Dabrowski Kozlowska "
        "Jankowski Mazur Krawczyk Piotrowska Grabowski Pawlak Michalska Zajac Krol Wieczorek",
    ),
    _names(
        14,
        "Ioana Andreea Elena Mihaela Raluca Cristina Gabriela Alina Andrei Ionut Bogdan Florin Razvan Marius Ciprian "
        "Vlad Stefan Dragos",
        "Popescu Ionescu Popa Dumitru Stan Stoica Gheorghe Rusu Munteanu Matei Constantin Marin Lazar Ciobanu Moldovan "
        "Vasile Radu Petrescu",
    ),
    _names(
        8,
        "Ruta Egle Jurgita Rasa Ieva Laima Liga Inese Tomas Mindaugas Darius Arturas Janis Andris Rokas Vytautas",
        "Kazlauskas Petrauskiene Jankauskas Stankevicius Butkus Zukauskas Berzins Kalnins Ozolins Liepa Balciunas "
        "Paulauskaite",
    ),
    _names(
        10,
        "Oksana Iryna Nataliya Yuliia Kateryna Svitlana Halyna Sofiia Oleksandr Andriy Mykola Taras Bohdan Dmytro Vasyl Ihor",
        "Shevchenko Kovalenko Bondarenko Tkachenko Kravchenko Melnyk Savchenko Lysenko Marchenko Hrytsenko Pavlenko Koval",
    ),
    _names(
        10,
        "Ines Beatriz Catarina Marta Filipa Rita Joao Tiago Goncalo Nuno Duarte Rui Carlos Lucia Pilar Javier Alejandro "
        "Mateo Camila Valentina",
        "Silva Santos Ferreira Pereira Costa Oliveira Rodrigues Fernandes Almeida Sousa Garcia Lopez Martinez Hernandez "
        "Gomez Ramirez Vargas Castillo",
    ),
    _names(
        10,
        "Giulia Chiara Francesca Rosa Carmela Concetta Paola Marco Giovanni Antonio Salvatore Luca Matteo Pasquale Elisa "
        "Camille Aurelie Etienne Klaus Annika Lars Ingrid",
        "Rossi Bianchi Esposito Romano Ricci Marino Greco Conti De_Luca Giordano Dubois Lefevre Moreau Schneider Becker "
        "Hansen Lindqvist",
    ),
    _names(
        8,
        "Eleni Despina Androulla Maria Katerina Sotiris Costas Andreas Panayiotis Yiannis Elif Zeynep Emine Ayse Hulya "
        "Mehmet Mustafa Emre Kemal Serkan Cem Azad Rojda Berfin",
        "Georgiou Christodoulou Ioannou Charalambous Papadopoulos Nicolaou Yilmaz Kaya Demir Celik Sahin Yildiz Ozturk "
        "Aydin Arslan Dogan Polat",
    ),
    _names(
        14,
        "Wing Ka-Yan Mei Suk-Yee Hoi Lai Xin Yuk Siu Ching Wai Chun Kin Jun Hao Wei Tsz Ho Ming Jie",
        "Chan Wong Cheung Lam Leung Ng Lau Ho Yip Tang Chow Fung Li Wang Zhang Liu Chen Zhao Huang Xu",
    ),
    _names(
        6,
        "Linh Thu Huong Mai Lan Ngoc Minh Tuan Duc Hieu Quang Long",
        "Nguyen Tran Pham Hoang Vu Dang Bui Ngo",
    ),
    _names(
        8,
        "Marites Rowena Jocelyn Analyn Cherry Rosalie Ma-Teresa Jerome Rommel Arnel Reynaldo Edwin Jayson Renato",
        "dela_Cruz Reyes Bautista Ramos Mendoza Villanueva Aquino Salazar Manalo Pascual Magsaysay Dizon",
    ),
    _names(
        12,
        "Layla Rania Hala Noor Reem Samira Yasmin Dina Rasha Leila Shirin Parisa Nasrin Omar Khaled Mahmoud Tarek Karim "
        "Samir Ziad Reza Farhad Kaveh Dilan Shilan",
        "Haddad Khoury Mansour Saleh Nasser Aziz Hassan Al-Jabari Darwish Saeed Tahir Rostami Karimi Ahmadi Hosseini "
        "Rezai Barzani Zangana",
    ),
    _names(
        6,
        "Miriam Esther Naomi Ruth Tamar Avigail Leah Ezra Eli Asher Saul Nathan Gideon Ari",
        "Cohen Levy Goldberg Rosen Kaplan Shapiro Bernstein Feldman Silver Abrahams Solomons Marks",
    ),
    _names(
        6,
        "Sunita Puja Sabina Bimala Gita Ram Bishnu Dil Prem Suman Tashi Pemba",
        "Gurung Thapa Rai-Limbu Tamang Magar Shrestha Limbu Pun Adhikari Sherpa",
    ),
)


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name."""

    first: str
    last: str

    def __str__(self) -> str:
        """Say it as people do."""
        return f"{self.first} {self.last}"


def draw_community(chance: Chance) -> Community:
    """Draw a community, each by its share."""
    return chance.weigh(COMMUNITIES, _SHARES)


def draw_name(chance: Chance, *, community: Community | None = None, last: str = "") -> Name:
    """Draw a name, of a community and with a last name if they are given."""
    own = community or draw_community(chance)
    first = draw_community(chance) if chance.percent(MIXED) else own
    return Name(chance.pick(first.first), last or chance.pick(own.last))


_SHARES = tuple(community.share for community in COMMUNITIES)
