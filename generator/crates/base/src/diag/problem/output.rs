//! Output folders, and a preview as it runs.

macro_rules! output {
    ($then:ident $($more:tt)*) => { $then! { $($more)*
    NotOurs { path: String } Error "output-not-ours"
        "{path} is not empty and was not made by certsite"
        "choose another folder with --out, or empty this one yourself; certsite deletes nothing that it did not write";
    ForeignFiles { what: String } Warning "foreign-files"
        "in the output folder stands what certsite did not write: {what}"
        "it is public like all there, and stays: certsite deletes only what it wrote, and names this once; delete it yourself if nobody needs it";
    FileInTheWay { path: String } Error "file-in-the-way"
        "{path} was not written by certsite, and the site has a page there"
        "move the file away; certsite overwrites nothing that it did not write";
    OwnFolder { path: String } Error "output-own-folder"
        "the site has a file at {path}, where certsite keeps its own notes or which is no path of a file"
        "give it another name or address; “.certsite” at the top of the output folder is taken";
    ForeignChange { path: String } Warning "foreign-change"
        "{path} is no longer part of the site, but somebody changed it since certsite wrote it"
        "it was left where it is; delete it yourself if nobody needs it";
    ForeignReplaced { path: String, others: String } Warning "foreign-replaced"
        "{path}{others} had been changed by somebody since certsite wrote it, and is replaced"
        "change the sources instead: what certsite once wrote in its folder it writes again";
    PackedByHand { path: String, of: String } Warning "packed-by-hand"
        "{path} is a file of the site, so “--precompress” packs no {of} there"
        "take it out, and certsite packs one; whoever asks for {of} may be sent this file instead, whatever is in it";
    NotRemoved { path: String, why: String } Warning "not-removed"
        "{path} is no longer part of the site, but cannot be deleted: {why}"
        "visitors still find it; delete it yourself, or see that certsite may: each build tries again";
    SiteGone { what: String } Error "site-gone"
        "there is no site to show: {what}"
        "put it back, and the preview goes on by itself";
    ReportsClosed { why: String } Warning "reports-closed"
        "what is posted from this page goes nowhere: {why}"
        "make the folder writable; all else in the preview works without it";
    Internal { work: String, message: String } Error "internal"
        "certsite itself failed while {work}: {message}"
        "this is a fault of certsite, not of the site; please report it with the lines in the terminal. The preview goes on with the next change";
    } };
}
pub(super) use output;
