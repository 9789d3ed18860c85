//! The codes of countries (ISO 3166-1 alpha-2), and XK, by which Kosovo goes until it has one.

use super::super::rows::Wrong;

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

/// The code of a country.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Country(&'static str);

impl Country {
    /// A cell of the register, which may be empty.
    pub fn read(cell: &str) -> Result<Option<Country>, Wrong> {
        if cell.is_empty() {
            return Ok(None);
        }
        let found = CODES.split(' ').find(|known| *known == cell).map(Country);
        found.map(Some).ok_or_else(|| {
            let help = "write two capital letters (ISO 3166-1), such as AZ, or nothing";
            (format!("“{cell}” is not the code of a country"), help.to_owned())
        })
    }

    /// Two capital letters.
    pub fn as_str(self) -> &'static str {
        self.0
    }
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
        assert_eq!(CODES.split(' ').count(), 250);
    }
}
