//! The codes of countries (ISO 3166-1 alpha-2), and XK, by which Kosovo goes until it has one.

use crate::rows::Wrong;

const CODES: &str = "\
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ \
    BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM \
    DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS \
    GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN \
    KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ \
    MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM \
    PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV \
    SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI \
    VN VU WF WS XK YE YT ZA ZM ZW";

/// A country by its code, which is one of the list (ISO 3166-1 alpha-2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Country(&'static str);

impl Country {
    /// The country of a cell of the register; `None` for an empty one.
    pub fn read(cell: &str) -> Result<Option<Country>, Wrong> {
        if cell.is_empty() {
            return Ok(None);
        }
        let found = CODES.split(' ').find(|known| *known == cell).map(Country);
        found.map(Some).ok_or_else(|| {
            let help =
                || "write two capital letters (ISO 3166-1), such as AZ, or nothing".to_owned();
            let near = meant(cell).map(|code| format!("did you mean “{code}”?"));
            (format!("“{cell}” is not the code of a country"), near.unwrap_or_else(help))
        })
    }

    /// The code: two capital letters, such as `AZ`.
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

/// What people write who mean a country, beside its code in other letters: codes of other lists,
/// and those that are kept for one.
const OTHERS: [(&str, &str); 28] = [
    ("UK", "GB"),
    ("EL", "GR"),
    ("AZE", "AZ"),
    ("TUR", "TR"),
    ("GEO", "GE"),
    ("IRN", "IR"),
    ("RUS", "RU"),
    ("ARM", "AM"),
    ("UKR", "UA"),
    ("KAZ", "KZ"),
    ("UZB", "UZ"),
    ("TKM", "TM"),
    ("USA", "US"),
    ("UAE", "AE"),
    ("CHN", "CN"),
    ("DEU", "DE"),
    ("GER", "DE"),
    ("FRA", "FR"),
    ("GBR", "GB"),
    ("NLD", "NL"),
    ("ITA", "IT"),
    ("ESP", "ES"),
    ("POL", "PL"),
    ("IND", "IN"),
    ("BRA", "BR"),
    ("VNM", "VN"),
    ("JPN", "JP"),
    ("KOR", "KR"),
];

/// The code that is meant by something else.
fn meant(cell: &str) -> Option<&'static str> {
    // Codes are ASCII, in any language.
    let cell = cell.trim().replace(['İ', 'ı'], "I").to_ascii_uppercase();
    let other = OTHERS.iter().find(|(other, _)| *other == cell).map(|(_, code)| *code);
    other.or_else(|| CODES.split(' ').find(|code| *code == cell))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_country_has_is_none() {
        for code in ["AZ", "TR", "US", "AD", "ZW", "XK"] {
            assert_eq!(Country::read(code).map(|c| c.map(Country::as_str)), Ok(Some(code)));
        }
        for code in ["XX", "ZZ", "AA", "QM", "EU", "UK", "az", "A", "AZE", " ", "Z ", "AD AE"] {
            assert!(Country::read(code).is_err(), "{code}");
        }
        assert_eq!(Country::read(""), Ok(None));
        for (cell, code) in
            [("az", "AZ"), ("Az", "AZ"), (" AZ ", "AZ"), ("uk", "GB"), ("AZE", "AZ"), ("ır", "IR")]
        {
            let (_, help) = Country::read(cell).expect_err(cell);
            assert_eq!(help, format!("did you mean “{code}”?"), "{cell}");
        }
        for (_, code) in OTHERS {
            assert!(Country::read(code).is_ok(), "{code}");
        }
        let (_, help) = Country::read("XX").expect_err("it is none");
        assert!(help.starts_with("write two capital letters"), "{help}");
        assert_eq!(CODES.split(' ').count(), 250);
    }
}
