//! Words beside which a number of things stays what it is. Whatever else stands there may be a
//! factor, a unit or somebody's name for a room, so its writer is asked to write the number out.

use crate::validate::reading::{fold, is_one_of};

/// Words that estimate, count or join, and say nothing of how many.
#[rustfmt::skip]
const ABOUT: &[&str] = &[
    "about", "all", "almost", "an", "and", "approx", "approximate", "approximately", "are",
    "around", "at", "between", "by", "c", "ca", "circa", "estimated", "exactly", "far", "from",
    "have", "i", "in", "is", "it", "just", "max", "maximum", "maybe", "more", "most", "my",
    "nearly", "number", "of", "on", "only", "or", "our", "over", "perhaps", "roughly", "so",
    "some", "than", "the", "them", "there", "they", "to", "total", "up", "us", "was", "we",
    "were", "affected", "infected", "different", "e", "lab", "work", "least", "azı", "ən",
    "bizdə", "bizim", "bütün", "cəmi", "çox", "çoxu", "daha", "dan", "dən", "dəqiq", "ə",
    "hamısı", "ilə", "ki", "olar", "olaraq", "qədər", "say", "sayı", "təqribən", "təxmini",
    "təxminən", "var", "və", "ya", "yaxın", "yalnız", "yoluxmuş", "zərər", "görmüş", "ümumi",
    "ümumilikdə", "bis", "etwa", "ile", "в", "всего", "до", "и", "или", "более", "больше", "нас",
    "около", "от", "примерно", "порядка", "приблизительно", "у",
];

/// What is counted, by what all forms of the word begin with;
/// folded, as `ı` and `i` are one then.
#[rustfmt::skip]
const THINGS: &[&str] = &[
    "account", "box", "client", "computer", "customer", "desktop", "device", "domain", "employee",
    "endpoint", "firewall", "host", "item", "laptop", "machine", "mailbox", "member", "notebook",
    "office", "pc", "people", "person", "phone", "piece", "printer", "record", "router", "server",
    "site", "smartphone", "staff", "station", "student", "switch", "system", "tablet", "terminal",
    "unit", "user", "victim", "vm", "website", "workstation", "address", "colleague", "document",
    "email", "file", "mail", "message", "abonent", "fayl", "həmkar", "məktub", "ofis", "poçt",
    "sənəd", "yer", "adam", "avadanliq", "cihaz", "ədəd", "hesab", "iş", "işçi", "istifadəçi",
    "kompüter", "komputer", "qurğu", "kompyuter", "müştəri", "nəfər", "noutbuk", "əməkdaş",
    "sayt", "şəxs", "sistem", "stansiya", "telefon", "tələbə", "человек", "компьютер", "ноутбук",
    "пользовател", "сервер", "сотрудник", "устройств", "штук", "машин", "учётн",
];

/// What the words of things end with, in the languages of the two; folded.
#[rustfmt::skip]
const ENDINGS: &[&str] = &[
    "", "s", "es", "lar", "lər", "a", "ə", "ya", "yə", "da", "də", "dan", "dən", "i", "u", "ü",
    "si", "su", "sü", "in", "un", "ün", "nin", "lari", "ləri", "lara", "lərə", "larda", "lərdə",
    "lardan", "lərdən", "larin", "lərin", "imiz", "umuz", "ümüz", "larimiz", "lərimiz", "dir",
    "dur", "dür", "ов", "ы", "и", "ей", "ь", "я", "а", "о", "ых",
];

/// True of a word that leaves the number beside it what it is.
pub(super) fn is_known(word: &str) -> bool {
    let folded = fold(word);
    let is_thing =
        |thing: &str| folded.strip_prefix(thing).is_some_and(|end| ENDINGS.contains(&end));
    is_one_of(word, ABOUT) || THINGS.iter().any(|thing| is_thing(thing))
}
