//! How companies and streets are called. Company names put a first and a second word together; people do not occur.

/// A stock of words.
#[derive(Debug)]
pub struct Tongue {
    /// What a company's name begins with.
    pub first: &'static [&'static str],
    /// What it goes on with: what the company does.
    pub second: &'static [&'static str],
    /// Streets.
    pub streets: &'static [&'static str],
    /// Whether the number of a house comes before the street.
    pub number_first: bool,
}

#[rustfmt::skip]
pub(super) static ENGLISH: Tongue = Tongue {
    first: &[
        "Alder", "Amber", "Ashgrove", "Beacon", "Birchwood", "Bluebell", "Brookside", "Cedar", "Clearwater", "Cobalt",
        "Copperfield", "Eastgate", "Fernhill", "Foxglove", "Granite", "Greenacre", "Harbour", "Hawthorn", "Highland",
        "Ironbridge", "Juniper", "Kestrel", "Larkspur", "Longmeadow", "Marlow", "Millstone", "Oakham", "Pinecrest",
        "Quayside", "Redwood", "Riverbend", "Rowan", "Silverlake", "Stonebridge", "Summit", "Thornbury", "Westport",
        "Whitecliff", "Willow", "Yarrow",
    ],
    second: &[
        "Analytics", "Architects", "Books", "Builders", "Clinics", "College", "Dental", "Engineering", "Foods",
        "Furniture", "Hotels", "Insurance", "Logistics", "Media", "Motors", "Optics", "Pharmacy", "Printing",
        "Recruitment", "Robotics", "Shipping", "Software", "Textiles", "Travel",
    ],
    streets: &["Bridge Street", "Church Lane", "High Street", "Market Square", "Mill Road", "Park Avenue", "Queen Street", "Station Road", "Victoria Street", "Wharf Road"],
    number_first: true,
};

#[rustfmt::skip]
pub(super) static GERMAN: Tongue = Tongue {
    first: &[
        "Adler", "Alster", "Birken", "Buchen", "Donau", "Eichen", "Elbe", "Falken", "Hafen", "Hansa", "Isar", "Linden", "Main", "Mosel", "Neckar", "Rhein",
        "Sonnen", "Spree", "Tannen", "Weser",
    ],
    second: &[
        "Anlagenbau", "Apotheken", "Bau", "Druck", "Elektronik", "Feinmechanik", "Gartenbau", "Handel", "Kliniken", "Logistik", "Medien", "Optik",
        "Reisen", "Software", "Technik", "Verlag",
    ],
    streets: &["Bahnhofstraße", "Gartenweg", "Goethestraße", "Hauptstraße", "Lindenallee", "Marktplatz", "Mühlenweg", "Schillerstraße"],
    number_first: false,
};

#[rustfmt::skip]
pub(super) static FRENCH: Tongue = Tongue {
    first: &["Atlantique", "Aurore", "Belvédère", "Garonne", "Hexagone", "Horizon", "Loire", "Mistral", "Montagne", "Océane", "Rivage", "Soleil"],
    second: &["Assurances", "Conseil", "Cosmétiques", "Édition", "Énergie", "Hôtels", "Imprimerie", "Logistique", "Optique", "Textiles", "Transports", "Voyages"],
    streets: &["avenue de la République", "boulevard Voltaire", "place du Marché", "quai des Tanneurs", "rue de la Gare", "rue des Écoles"],
    number_first: true,
};

#[rustfmt::skip]
pub(super) static DUTCH: Tongue = Tongue {
    first: &["Amstel", "Duin", "Eiland", "Gracht", "Haven", "Kade", "Molen", "Polder", "Schelde", "Waal", "Zee", "Zilver"],
    second: &["Advies", "Bloemen", "Bouw", "Drukkerij", "Energie", "Fietsen", "Handel", "Logistiek", "Media", "Reizen", "Software", "Techniek"],
    streets: &["Dorpsstraat", "Havenweg", "Kerkstraat", "Markt", "Molenlaan", "Stationsplein"],
    number_first: false,
};

#[rustfmt::skip]
pub(super) static ITALIAN: Tongue = Tongue {
    first: &["Adriatica", "Alpina", "Aurora", "Brenta", "Dolomiti", "Laguna", "Levante", "Ligure", "Padana", "Riviera", "Stella", "Tevere"],
    second: &["Arredi", "Assicurazioni", "Ceramiche", "Costruzioni", "Editoria", "Energia", "Logistica", "Meccanica", "Ottica", "Tessuti", "Trasporti", "Viaggi"],
    streets: &["Corso Garibaldi", "Piazza del Mercato", "Via Dante", "Via della Stazione", "Via Mazzini", "Viale dei Tigli"],
    number_first: false,
};

#[rustfmt::skip]
pub(super) static SPANISH: Tongue = Tongue {
    first: &["Alborada", "Azul", "Brisa", "Cantábrica", "Duero", "Levante", "Mirador", "Olivar", "Puerto", "Sierra", "Sol", "Tajo"],
    second: &["Alimentos", "Consultores", "Construcciones", "Editorial", "Energía", "Hoteles", "Imprenta", "Logística", "Muebles", "Seguros", "Textiles", "Viajes"],
    streets: &["Avenida de la Paz", "Calle del Mercado", "Calle Mayor", "Paseo del Río", "Plaza de España", "Ronda de la Estación"],
    number_first: false,
};

#[rustfmt::skip]
pub(super) static PORTUGUESE: Tongue = Tongue {
    first: &["Atlântico", "Aurora", "Cais", "Douro", "Farol", "Ipê", "Litoral", "Mirante", "Oceano", "Serra", "Tejo", "Verde"],
    second: &["Alimentos", "Cerâmicas", "Consultoria", "Editora", "Energia", "Gráfica", "Hotéis", "Logística", "Móveis", "Seguros", "Têxteis", "Viagens"],
    streets: &["Avenida Central", "Largo da Estação", "Praça do Mercado", "Rua da Liberdade", "Rua das Flores", "Rua Direita"],
    number_first: false,
};

#[rustfmt::skip]
pub(super) static NORDIC: Tongue = Tongue {
    first: &["Björk", "Fjell", "Fjord", "Granit", "Havn", "Kyst", "Lillehav", "Norrsken", "Polar", "Skog", "Sund", "Vinter"],
    second: &["Bygg", "Data", "Design", "Energi", "Fisk", "Invest", "Konsult", "Logistik", "Media", "Optik", "Teknik", "Trä"],
    streets: &["Havnegata", "Kyrkogatan", "Parkvej", "Skolegade", "Stationsvägen", "Torggata"],
    number_first: false,
};

#[rustfmt::skip]
pub(super) static POLISH: Tongue = Tongue {
    first: &["Bałtyk", "Bursztyn", "Dąb", "Karpaty", "Mazury", "Odra", "Pomorze", "Sosna", "Tatry", "Wisła"],
    second: &["Budownictwo", "Druk", "Energia", "Handel", "Logistyka", "Meble", "Optyka", "Podróże", "Technika", "Wydawnictwo"],
    streets: &["ulica Długa", "ulica Dworcowa", "ulica Kwiatowa", "ulica Ogrodowa", "ulica Polna", "ulica Szkolna"],
    number_first: false,
};

#[rustfmt::skip]
pub(super) static JAPANESE: Tongue = Tongue {
    first: &["Aoba", "Asahigaoka", "Fujimi", "Hikari", "Kaede", "Midori", "Minato", "Mizuho", "Sakura", "Takara", "Tsubaki", "Yamabuki"],
    second: &["Construction", "Design", "Electronics", "Engineering", "Foods", "Logistics", "Optics", "Precision", "Printing", "Systems", "Textiles", "Trading"],
    streets: &["1-chome Chuo", "2-chome Honmachi", "3-chome Midoricho", "4-chome Sakaemachi"],
    number_first: false,
};
