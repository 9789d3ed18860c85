//! The words of the corpus, the same meaning at the same place in both languages.

use crate::rng::Rng;

/// Products that nobody sells.
pub const PRODUCTS: [&str; 8] = [
    "ExampleMail",
    "SampleRouter",
    "DemoVPN",
    "TestCMS",
    "ExampleOffice",
    "SampleBackup",
    "DemoSwitch",
    "TestProxy",
];

/// Ids of the headings, fixed so that both languages share them; index 3 stands below 2.
pub const IDS: [&str; 7] =
    ["summary", "affected", "happens", "signs", "act", "see-also", "history"];

/// One language's words.
pub struct Words {
    pub code: &'static str,
    pub headings: [&'static str; 7],
    pub topics: [&'static str; 8],
    pub product: &'static str,
    pub fixed: &'static str,
    pub version: &'static str,
    pub change: &'static str,
    pub see: &'static str,
    pub report: &'static str,
    sentences: [&'static str; 20],
}

impl Words {
    /// A sentence with a product and a number in it, both where the sentence wants them.
    pub fn sentence(&self, rng: &mut Rng, product: &str) -> String {
        let sentence = self.sentences[rng.below(self.sentences.len())];
        sentence.replace("{p}", product).replace("{n}", &(2 + rng.below(90)).to_string())
    }
}

/// Azerbaijani, English.
pub const WORDS: [Words; 2] = [
    Words {
        code: "az",
        headings: [
            "Qısa məzmun",
            "Təsirə məruz qalan məhsullar",
            "Nə baş verir",
            "Əlamətlər",
            "Nə etməli",
            "Həmçinin baxın",
            "Dəyişikliklər",
        ],
        topics: [
            "proqramında uzaqdan kod icrası",
            "proqramında hüquqların yüksəldilməsi",
            "adından fişinq məktubları",
            "proqramında məlumat sızması",
            "qurğularında zəif parollar",
            "proqramında xidmətdən imtina",
            "nüsxələrini şifrləyən ziyankar proqram",
            "proqramında doğrulamanın yan keçilməsi",
        ],
        product: "Məhsul",
        fixed: "Düzəldilmiş versiya",
        version: "Versiya",
        change: "Nə dəyişib",
        see: "Nümunə",
        report: "İnsident barədə məlumat verin",
        sentences: [
            "Nümunə mətn: {p} proqramının köhnə versiyalarında yoxlanmayan sahə yaddaşın kənarına yazmağa imkan verir.",
            "Hücumçu şəbəkədən `{p}` xidmətinə {n} baytdan uzun başlıq göndərərək onu dayandıra bilər.",
            "Yeniləmə çıxana qədər **idarəetmə səhifəsini** yalnız daxili şəbəkədən açıq saxlayın.",
            "Son {n} gündə jurnallarda tanış olmayan ünvanlardan girişlərin olub-olmadığını yoxlayın.",
            "Şübhəli məktubu silməyin: onu başlıqları ilə birlikdə *əlavə kimi* göndərin.",
            "Parolu başqa xidmətlərdə də işlətmisinizsə, onu hər yerdə dəyişin və iki mərhələli girişi qoşun.",
            "{p} üçün ehtiyat nüsxələrin ən azı biri şəbəkədən ayrı saxlanmalıdır.",
            "Boşluqdan istifadə üçün istifadəçi hesabı tələb olunmur, ona görə risk yüksəkdir.",
            "İmza yoxlanışı söndürülübsə, {p} saxta yeniləməni də qəbul edir.",
            "İnsidentin izlərini itirməmək üçün kompüteri söndürməyin, yalnız şəbəkədən ayırın.",
            "Şəbəkədə {n} qurğunun hələ də ilkin parolla işlədiyi nümunə olaraq göstərilir.",
            "Hesabat təsdiqlənmiş faktlara əsaslanır; bilinməyən məqamlar ayrıca qeyd olunur.",
            "`systemctl status {p}` əmri xidmətin hansı versiyada işlədiyini göstərir.",
            "Təhlükəli əlavənin adı çox vaxt “qaimə”, “müqavilə” və ya “əmr” sözü ilə başlayır.",
            "Makroların icrasını mərkəzi siyasətlə qadağan etmək bu hücumun qarşısını alır.",
            "Şifrlənmiş faylların uzantısı `.sample{n}` olur, qovluqlarda isə fidyə tələbi qalır.",
            "Ödəniş etmək faylların qaytarılacağına zəmanət vermir və yeni hücumlara yol açır.",
            "Yeniləmədən sonra {p} xidmətini yenidən başladın və açarları dəyişin.",
            "Server jurnallarını ən azı {n} həftə saxlamaq araşdırmanı xeyli asanlaşdırır.",
            "Bu mətn yalnız sürətin ölçülməsi üçün yaradılıb və heç bir real hadisəni təsvir etmir.",
        ],
    },
    Words {
        code: "en",
        headings: [
            "Summary",
            "Affected products",
            "What happens",
            "Signs",
            "What to do",
            "See also",
            "Changes",
        ],
        topics: [
            "lets strangers run code",
            "lets users raise their rights",
            "named in phishing mail",
            "leaks data",
            "devices with weak passwords",
            "can be stopped from afar",
            "copies encrypted by malware",
            "lets strangers bypass the login",
        ],
        product: "Product",
        fixed: "Fixed in",
        version: "Version",
        change: "What changed",
        see: "Sample",
        report: "Report an incident",
        sentences: [
            "Sample text: old versions of {p} write a field beyond its memory because nobody checks how long it is.",
            "An attacker in the network can stop the service `{p}` with a header longer than {n} bytes.",
            "Until there is an update, keep the **administration page** open to the internal network alone.",
            "Look through the logs of the last {n} days for logins from addresses that you do not know.",
            "Do not delete a suspicious letter: send it on *as an attachment*, with its headers.",
            "If you used the password elsewhere, change it everywhere and switch on two-step login.",
            "At least one of the backups of {p} has to be kept apart from the network.",
            "The weakness can be used without an account, and that is why the risk is high.",
            "With the signature check switched off, {p} takes a forged update for a real one.",
            "So as not to lose the traces, do not switch the computer off: take it off the network.",
            "As a sample, {n} devices of the network are said to be running with their first password still.",
            "The report rests on confirmed facts; what is not known is marked as such.",
            "The command `systemctl status {p}` shows in which version the service is running.",
            "The dangerous attachment is often named after an “invoice”, a “contract” or an “order”.",
            "Forbidding macros by central policy stops this attack before it starts.",
            "Encrypted files end in `.sample{n}`, and a demand for ransom lies in their folders.",
            "Paying does not bring the files back for certain, and it invites the next attack.",
            "After the update, start the service {p} again and change its keys.",
            "Keeping the server's logs for at least {n} weeks makes an examination much easier.",
            "This text was made for measuring speed alone and describes no real event.",
        ],
    },
];
