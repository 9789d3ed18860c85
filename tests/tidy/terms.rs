//! Azerbaijani texts → one word for one concept, the one of `content/data/glossary.yaml`: words that
//! were given up for it may not come back.

use certsite_tests::project;
use certsite_tests::site::tree;

/// How a word that was given up begins, in small letters; what is written instead; and where it is
/// right all the same, because there it means something else.
const GIVEN_UP: &[(&str, &str, &[&str])] = &[
    // An open letter is one to the public.
    ("açıq məktub", "şifrlənməmiş məktub", &[]),
    // “Komanda” is the team.
    ("komanda-idarəetmə", "idarəetmə (C2) serveri", &[]),
    // The management of the institute; the team has a head.
    ("rəhbərli", "komandanın rəhbəri", &[]),
    ("qüvvədə olma müddəti", "etibarlılıq müddətinin sonu", &[]),
    ("expires: etibarlıdır", "etibarlılıq müddətinin sonu", &[]),
    // Importance.
    ("vaciblik", "ciddilik dərəcəsi", &[]),
    ("təhlükənin ciddiliyi", "ciddilik dərəcəsi", &[]),
    // To speak for somebody, with leave.
    ("adından çıxış", "özünü başqası kimi təqdim etmə", &[]),
    ("başqasının adından istifadə", "özünü başqası kimi təqdim etmə", &[]),
    ("kompromentasiya", "ələ keçirilmə əlaməti", &[]),
    ("kompromitasiya", "ələ keçirilmə əlaməti", &[]),
    // Of a film, or with a doctor.
    ("seans", "sessiya", &[]),
    ("kobud güc", "parolu tapmaq cəhdi", &[]),
    ("çoxamilli", "iki mərhələli giriş", &[]),
    ("çoxfaktorlu", "iki mərhələli giriş", &[]),
    ("ikiamilli", "iki mərhələli giriş", &[]),
    ("iki faktorlu", "iki mərhələli giriş", &[]),
    ("hücum edən", "hücumçu", &[]),
    ("istismar", "boşluqdan istifadə", &["cinsi istismar", "uşaqların istismar"]),
    // To be moved by something.
    ("təsirlən", "təsirə məruz qalan; boşluğu olan (məhsul, versiya)", &[]),
    ("adsız müraciət", "anonim müraciət", &[]),
    // An annex.
    ("əlavə kimi", "əlavə fayl kimi", &[]),
    ("əlavələri", "əlavə faylları", &[]),
    // Of an area.
    ("alanın", "alıcının", &[]),
    ("alanlar", "alıcılar", &[]),
    ("yavaşı", "ləngi", &[]),
    ("qurğu", "cihaz", &[]),
    // “Boşluq” is a vulnerability.
    ("boşluq simvol", "probel", &[]),
    ("boşluqsuz", "probelsiz", &[]),
    ("xana", "sahə", &[]),
    // “Nişan” is a label of TLP.
    ("formanın nişanı", "formanın tokeni", &[]),
    ("çox sayda", "çoxlu; həddən artıq", &[]),
    ("paylaşım", "bölüşmə", &[]),
    ("adsızlaş", "adları çıxarılmış", &[]),
    ("ehtiyat kod", "bərpa kodu", &[]),
];

/// Small letters as Azerbaijani has them, where `I` is the capital of `ı`, and `İ` that of `i`.
fn small(text: &str) -> String {
    let mut small = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            'I' => small.push('ı'),
            'İ' => small.push('i'),
            _ => small.extend(letter.to_lowercase()),
        }
    }
    small
}

/// The words of a text that were given up: number of the line, word, what to write instead.
fn given_up(text: &str) -> Vec<(usize, &'static str, &'static str)> {
    let text = small(text);
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (n, line) in lines.iter().enumerate() {
        // There the glossary lists what readers may meet elsewhere.
        if line.trim_start().starts_with("also:") {
            continue;
        }
        // A term of two words may go on in the next line.
        let next = lines.get(n + 1).map_or("", |next| next.trim_start());
        let both = format!("{line} {next}");
        for &(word, instead, right) in GIVEN_UP {
            let is_wrong = |at: usize| {
                let preceding = both[..at].chars().next_back();
                let is_right = right.iter().any(|phrase| is_within(&both, phrase, word, at));
                at < line.len() && !preceding.is_some_and(char::is_alphanumeric) && !is_right
            };
            if both.match_indices(word).any(|(at, _)| is_wrong(at)) {
                found.push((n + 1, word, instead));
            }
        }
    }
    found
}

/// True if the word that stands at this place of the text is a part of the phrase.
fn is_within(text: &str, phrase: &str, word: &str, at: usize) -> bool {
    let end = at + word.len();
    text.match_indices(phrase).any(|(start, _)| start <= at && end <= start + phrase.len())
}

/// True for the files in which people write Azerbaijani.
fn is_azerbaijani(path: &str) -> bool {
    let folders = ["content/az/", "content/data/", "content/forms/"];
    let is_content = folders.iter().any(|folder| path.starts_with(folder));
    let is_theme = path.starts_with("themes/") && path.ends_with("/strings/az.yaml");
    is_theme || is_content && [".md", ".yaml"].iter().any(|end| path.ends_with(end))
}

#[test]
fn words_given_up_are_found_in_each_form() {
    fn check(text: &str, expect: &[(usize, &str)]) {
        let found: Vec<_> = given_up(text).into_iter().map(|(n, word, _)| (n, word)).collect();
        assert_eq!(found, expect, "{text}");
    }
    check("a\nSeansları bağlayın, seanslar qalmasın.", &[(2, "seans")]);
    check("- az: \"AÇIQ MƏKTUBLA göndərməyin\"", &[(1, "açıq məktub")]);
    check("BOŞLUQLARIN İSTİSMARI", &[(1, "istismar")]);
    check("Hücumçu\nvə hücum\n  edənlər", &[(2, "hücum edən")]);
    check("Uşaqların istismarı, (uşaqların) cinsi istismarı", &[]);
    check("Uşaqların istismarı, boşluğun istismarı", &[(1, "istismar")]);
    check("Kitabxana qalanın deyil, qeydiyyata alan xidmətindir.", &[]);
    check("also: [\"kobud güc hücumu\"]\naz: \"kobud güc\"", &[(2, "kobud güc")]);
    check("Açıq açarla şifrlənmiş məktub", &[]);
}

#[test]
fn azerbaijani_texts_have_one_word_for_one_concept() {
    let mut texts = 0;
    let mut wrong = Vec::new();
    for folder in ["content", "themes"] {
        for (path, bytes) in tree(&project().join(folder)) {
            let path = format!("{folder}/{path}");
            if !is_azerbaijani(&path) {
                continue;
            }
            texts += 1;
            for (n, word, instead) in given_up(&String::from_utf8_lossy(&bytes)) {
                wrong.push(format!("{path}:{n}: “{word}…”: write “{instead}”"));
            }
        }
    }
    assert!(texts > 30, "only {texts} texts were read");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
