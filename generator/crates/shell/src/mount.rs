//! Folders → whether others may change them without this system's knowing.

use std::path::Path;

/// The kind of drive that a folder or one of those in it lies on, if changes made elsewhere are
/// not told there.
#[cfg(target_os = "linux")]
pub fn silent_drive(root: &Path, folders: &[&str]) -> Option<&'static str> {
    let all = folders.iter().map(|name| root.join(name)).chain([root.to_owned()]);
    all.filter_map(|folder| rustix::fs::statfs(&folder).ok())
        .find_map(|drive| kind(drive.f_type as u64 & 0xffff_ffff))
}

/// Elsewhere the system is not asked.
#[cfg(not(target_os = "linux"))]
pub fn silent_drive(_: &Path, _: &[&str]) -> Option<&'static str> {
    None
}

/// By the number of the file system (statfs(2)).
#[cfg(target_os = "linux")]
fn kind(number: u64) -> Option<&'static str> {
    Some(match number {
        0x6969 => "NFS",
        0x517b | 0xff53_4d42 | 0xfe53_4d42 => "SMB",
        0x0102_1997 => "9p",
        // sshfs, and the folders that desktops share with their containers.
        0x6573_5546 => "FUSE",
        0x786f_4256 => "VirtualBox",
        0xbacb_acbc => "VMware",
        0x00c3_6400 => "Ceph",
        0x5346_414f | 0x6b41_4653 => "AFS",
        _ => return None,
    })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn drives_of_this_machine_tell_what_changes() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        assert_eq!(silent_drive(folder.path(), &["content"]), None);
        for (number, name) in [(0x6969, Some("NFS")), (0xfe53_4d42, Some("SMB")), (0xef53, None)] {
            assert_eq!(kind(number), name, "{number:x}");
        }
    }
}
