//! Files by themselves, and pictures, documents and archives among them.

macro_rules! files {
    ($then:ident $($more:tt)*) => { $then! { $($more)*
    NotUtf8 { byte: String } Error "not-utf8"
        "this file is not UTF-8 text: byte 0x{byte} has no meaning here"
        "save the file as UTF-8 (without a legacy code page such as Windows-1254)";
    ControlCharacter { code: String } Error "control-character"
        "control character {code} in the text"
        "delete it; it is invisible in most editors and usually came in by copy and paste. To show readers that it was there, write <{code}>";
    InvisibleCharacter { code: String, name: String } Error "invisible-character"
        "{name} {code} in the text, which nobody sees"
        "delete it; it usually came in by copy and paste, and it deceives readers, search and machines. To show readers that it was there, write <{code}>";
    NoCharacter { entity: String } Error "no-character"
        "“{entity}” stands for no character"
        "delete it, or write the character that is meant";
    MixedScripts { word: String, letter: String, code: String, what: String } Warning "mixed-scripts"
        "“{word}” is not what it looks like: {letter} is {what} ({code})"
        "type the word again; to show readers a deceptive name, write the letter by its number: <{code}>";
    WrongSchwa { code: String } Error "wrong-schwa"
        "{code} looks like the Azerbaijani letter ə but is another character"
        "write ə as U+0259 and Ə as U+018F; search, sorting and screen readers fail on the look-alike";
    LinkOutside { target: String } Error "symlink-outside"
        "this symbolic link leads out of the site: {target}"
        "copy the file into the tree; certsite never publishes what lies outside it";
    LinkAcross { target: String } Error "symlink-across"
        "this symbolic link leads to what is never published from here: {target}"
        "copy the file, if everybody may read it";
    UnfitName { why: String } Warning "unfit-name"
        "this is left out, because its name {why}"
        "give it a name of visible characters in UTF-8";
    NamesMerge { first: String, second: String } Error "same-name"
        "two names here differ only in how their letters are put together: “{first}” and “{second}”"
        "keep one of the two; for readers, browsers and other systems both are the same name (Unicode NFC)";
    WindowsName { name: String, why: String } Warning "windows-name"
        "Windows can have no file “{name}”: it {why}"
        "give it another name: whoever fetches these files there gets an error, or something else";
    WindowsAddress { url: String, why: String, right: String } Error "windows-address"
        "the address {url} cannot be that of a file on Windows: {why}"
        "write another name, such as “{right}”: whoever saves the file or copies the site there gets an error, or something else";
    Unreadable { why: String } Error "unreadable"
        "this file cannot be read: {why}"
        "check that it exists and that you may read it";
    Unpublished { target: String, why: String, help: String } Error "link-unpublished"
        "“{target}” is not published: {why}"
        "{help}";
    LeftOut { what: String } Warning "leftover"
        "this is {what}; it is left out of the site"
        "delete it; if readers need it, give it another name";
    LeftIn { what: String } Warning "leftover-published"
        "this is {what}; it is published like all in content/files/"
        "delete it, or give it another name if readers need it";
    UnreadFile { hint: String } Warning "unread-file"
        "certsite reads no file of this name here"
        "{hint}";
    UnusedFolder { known: String } Warning "unused-folder"
        "nothing in this folder is read or published"
        "pages stand in {known}, files that are published as they are in content/files/";
    UnusedAsset { help: String } Warning "unused-asset"
        "no page uses this file"
        "{help}";
    FileCode { what: String } Warning "file-code"
        "this file holds {what}, which runs in the name of the site for everybody who opens it"
        "take it out; the site's Content-Security-Policy stops it only where a host sends that";
    FileOfData { other: String } Warning "file-of-data"
        "this file holds the same as {other}, of which only figures and facts are published"
        "take it out, unless everybody may read all of it: notes, single cases, small numbers";
    FileRequest { url: String } Warning "file-request"
        "this file loads something from elsewhere: {url}"
        "put a copy beside it; everybody who opens the file tells that host so";
    PicturePlace { what: String, help: String } Warning "picture-place"
        "{what}"
        "{help}; a release refuses it";
    PicturePlaceRelease { what: String, help: String } Error "picture-place-release"
        "{what}, and a release must not"
        "{help}";
    PictureBroken { why: String } Error "picture-broken"
        "this picture is broken: {why}"
        "copy or export it anew; readers would see a part of it, or nothing";
    PictureUndrawn { why: String } Warning "picture-undrawn"
        "this picture is published without smaller versions, since it cannot be drawn: {why}"
        "look whether browsers show it; if they do not, export it anew";
    PictureLarge { size: String } Warning "picture-large"
        "this picture has {size} pixels, which is too large to make smaller versions of it"
        "make it smaller: no screen shows more than some 4,000 pixels from side to side";
    PictureLies {} Warning "picture-lies"
        "this picture says that it is to be turned, which no browser does with WebP"
        "turn its pixels: open it, save it upright, and export it anew";
    PictureNotes { what: String } Warning "picture-notes"
        "{what}"
        "if readers need not know, take its notes out: “exiftool -all= -tagsfromfile @ -orientation -icc_profile FILE”";
    ArchiveClosed { what: String } Warning "archive-closed"
        "this is {what}, into which certsite cannot look"
        "look yourself that it holds no private key and no picture that tells where it was taken; certsite looks into zip, tar, gzip, bzip2, xz, lzma and zstd";
    DocumentAuthor { name: String } Warning "document-author"
        "this document says who wrote it: “{name}”"
        "if readers need not know, export it anew without its properties; programs that write documents can “remove personal information”";
    } };
}
pub(super) use files;
