//! Bytes of a file → the OpenPGP certificates in it, read as GnuPG reads them: binary or armoured,
//! one or many, with a byte order mark, any line ends, and text round the armoured blocks.
//!
//! Certificates of revocation are read too, with the colon that GnuPG puts before them or without.
//! Each certificate is read by itself, so that one that is damaged takes no other along.

use pgp::armor::Dearmor;
use pgp::composed::{Deserializable, SignedPublicKey};
use pgp::errors::Error;
use pgp::packet::{Packet, PacketParser, PacketTrait, Signature, SignatureType};
use pgp::types::Tag;
use std::borrow::Cow;
use std::io::BufReader;

/// What was found in the bytes of one file. What cannot be read stands in `faults`, beside the
/// rest.
#[derive(Debug, Default)]
pub struct KeyFile {
    /// The certificates, in their order.
    pub certificates: Vec<SignedPublicKey>,
    /// Signatures by which a certificate is revoked, apart from it, as GnuPG writes them in advance.
    pub revocations: Vec<Signature>,
    /// What of it cannot be read, each in a sentence without a subject: “holds …”.
    pub faults: Vec<String>,
    /// True if there is a secret key in it. None of it is among the certificates.
    pub has_secret: bool,
}

const SECRET: &str =
    "holds a secret key: take it away from this machine, only public keys belong here";

impl KeyFile {
    /// Reads the whole file. It never fails: a file without any certificate has a fault that says
    /// so.
    pub fn read(bytes: &[u8]) -> KeyFile {
        let mut file = KeyFile::default();
        let bytes = plain(bytes);
        match bytes.first() {
            None => file.faults.push("is empty".to_owned()),
            // The first octet of every packet has its highest bit set, no letter of armour has.
            Some(first) if first & 0x80 != 0 => file.packets(&bytes, ""),
            Some(_) => file.blocks(&String::from_utf8_lossy(&bytes)),
        }
        if file.has_secret {
            file.faults.insert(0, SECRET.to_owned());
        } else if !file.is_of_use() && file.faults.is_empty() {
            file.faults.push(other_kind(&bytes).to_owned());
        }
        file
    }

    /// Whether something in it says whom to seal to, or whom no more.
    pub fn is_of_use(&self) -> bool {
        !self.certificates.is_empty() || !self.revocations.is_empty()
    }

    /// Reads every armoured block of a text.
    fn blocks(&mut self, text: &str) {
        let mut open: Option<Block> = None;
        let lines = text.lines().enumerate();
        for (n, line) in lines.flat_map(|(n, line)| pieces(line).map(move |piece| (n, piece))) {
            if let Some(is_secret) = beginning(line) {
                open.take().into_iter().for_each(|block| self.cut_short(&block));
                open = Some(Block { line: n + 1, is_secret, text: String::new() });
            }
            let Some(block) = &mut open else { continue };
            block.text.push_str(line);
            block.text.push('\n');
            if line.starts_with("-----END PGP ")
                && let Some(block) = open.take()
            {
                self.block(&block);
            }
        }
        open.into_iter().for_each(|block| self.cut_short(&block));
    }

    fn cut_short(&mut self, block: &Block) {
        self.has_secret |= block.is_secret;
        self.faults.push(format!("holds a block that is cut short, in line {}", block.line));
    }

    fn block(&mut self, block: &Block) {
        if block.is_secret {
            self.has_secret = true;
            return;
        }
        let place = format!(", in line {}", block.line);
        let mut armour = Dearmor::new(block.text.as_bytes());
        let mut binary = Vec::new();
        let read = std::io::Read::read_to_end(&mut armour, &mut binary);
        match read {
            Ok(_) => self.packets(&binary, &place),
            Err(_) => self.faults.push(format!("holds a damaged block{place}")),
        }
    }

    /// Reads the certificates of a series of packets.
    fn packets(&mut self, bytes: &[u8], place: &str) {
        let mut key: Vec<Packet> = Vec::new();
        let mut is_damaged = false;
        for packet in PacketParser::new(BufReader::new(bytes)) {
            match packet {
                Ok(packet) if matches!(packet.tag(), Tag::PublicKey | Tag::SecretKey) => {
                    self.certificate(std::mem::take(&mut key), place);
                    key.push(packet);
                }
                // A keyring of old notes here whom its owner trusts.
                Ok(packet) if matches!(packet.tag(), Tag::Trust | Tag::Marker | Tag::Padding) => {}
                Ok(packet) => key.push(packet),
                Err(error) => is_damaged |= !is_of_another_kind(&error),
            }
        }
        self.certificate(key, place);
        if is_damaged || !self.is_of_use() && !self.has_secret {
            self.faults.push(format!("holds a damaged OpenPGP key{place}"));
        }
    }

    fn certificate(&mut self, mut packets: Vec<Packet>, place: &str) {
        // Right behind its key it is a part of that; anywhere else it stands by itself.
        let is_signature = |packet: &Packet| packet.tag() == Tag::Signature;
        let own = usize::from(packets.first().is_some_and(|first| !is_signature(first)));
        let own = own
            + packets.iter().skip(own).take_while(|packet| own > 0 && is_signature(packet)).count();
        let rest = packets.split_off(own);
        for packet in rest {
            match packet {
                Packet::Signature(signature)
                    if signature.typ() == Some(SignatureType::KeyRevocation) =>
                {
                    self.revocations.push(signature);
                }
                packet => packets.push(packet),
            }
        }
        match packets.first().map(PacketTrait::tag) {
            Some(Tag::SecretKey) => self.has_secret = true,
            Some(Tag::PublicKey) => {
                let packets = packets.into_iter().map(Ok).peekable();
                match SignedPublicKey::from_packets(packets).next() {
                    Some(Ok(key)) => self.certificates.push(key),
                    _ => self.faults.push(format!("holds a damaged OpenPGP key{place}")),
                }
            }
            _ => {}
        }
    }
}

/// An armoured block while it is read.
struct Block {
    /// The line that it begins in.
    line: usize,
    is_secret: bool,
    text: String,
}

/// A line as armour has it. A block may begin where the last one ended without a line end, as `cat`
/// joins files. Within a text that is itself signed, lines of armour are escaped (RFC 9580 §7.2).
fn pieces(line: &str) -> impl Iterator<Item = &str> {
    let begins = line.find("-----BEGIN PGP ").unwrap_or(0);
    let (before, rest) = line.split_at(begins);
    let before = Some(before).filter(|before| !before.is_empty());
    before.into_iter().chain([rest]).map(|piece| {
        let piece = piece.trim();
        let unescaped = piece.strip_prefix("- ").filter(|rest| rest.starts_with("-----"));
        unescaped.unwrap_or(piece)
    })
}

/// Whether a line begins a block of secret keys, or one of public keys; none if it does neither.
fn beginning(line: &str) -> Option<bool> {
    match line.strip_prefix("-----BEGIN PGP ")?.strip_suffix("-----")? {
        "PUBLIC KEY BLOCK" => Some(false),
        "PRIVATE KEY BLOCK" | "SECRET KEY BLOCK" => Some(true),
        _ => None,
    }
}

/// The bytes without a byte order mark; text that Windows wrote in UTF-16 as ASCII, which armour is.
fn plain(bytes: &[u8]) -> Cow<'_, [u8]> {
    let narrow = |pairs: &[u8], low: usize| -> Vec<u8> {
        let unit = |pair: &[u8]| if pair[1 - low] == 0 { pair[low] } else { b'?' };
        pairs.chunks_exact(2).map(unit).collect()
    };
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => Cow::Borrowed(rest),
        [0xff, 0xfe, rest @ ..] => Cow::Owned(narrow(rest, 0)),
        [0xfe, 0xff, rest @ ..] => Cow::Owned(narrow(rest, 1)),
        _ => Cow::Borrowed(bytes),
    }
}

/// Packets of a later version or an unknown algorithm are passed over, as GnuPG does.
fn is_of_another_kind(error: &Error) -> bool {
    match error {
        Error::Unsupported { .. } | Error::EllipticCurve { .. } => true,
        Error::InvalidPacketContent { source } => is_of_another_kind(source),
        _ => false,
    }
}

/// What people put in place of an OpenPGP key by mistake.
fn other_kind(bytes: &[u8]) -> &'static str {
    let holds = |text: &str| memchr::memmem::find(bytes, text.as_bytes()).is_some();
    if bytes.get(8..12) == Some(b"KBXf") {
        "is a keybox of GnuPG: write it with “gpg --armor --export”"
    } else if holds("-----BEGIN CERTIFICATE-----") {
        "holds a certificate of X.509, and no OpenPGP key"
    } else if holds("ssh-ed25519 ") || holds("ssh-rsa ") || holds("BEGIN OPENSSH") {
        "holds a key of SSH, and no OpenPGP key"
    } else {
        "holds no OpenPGP key"
    }
}
