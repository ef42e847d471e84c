//! Pictures of a file: their bytes stand in it as hexadecimal digits.

use super::tokens::{Token, Tokens};
use crate::document::Picture;
use crate::intake::Limits;
use crate::read::picture::{self, Crop};
use std::sync::Arc;

/// Twentieths of a point.
const TWIPS: f32 = 20.0;
/// Groups inside groups that are believed.
const MAX_GROUPS: usize = 600;

/// What a group hands down.
#[derive(Debug, Clone, Copy, Default)]
struct Group {
    /// A second writing of a picture, or nothing that is seen.
    skipped: bool,
    running: bool,
    picture: bool,
}

/// The pictures in their order.
pub(super) fn pictures(bytes: &[u8], limits: &Limits) -> Vec<Picture> {
    let mut found = Vec::new();
    let mut groups: Vec<Group> = Vec::new();
    let mut now = Group::default();
    // Of the picture that is open: its bytes, half a byte, its size and scale.
    let mut data: Vec<u8> = Vec::new();
    let mut high: Option<u8> = None;
    let (mut size, mut scale) = ([0f32; 2], [100f32; 2]);
    let mut whole = true;
    let mut star = false;
    for token in Tokens::new(bytes) {
        match token {
            Token::Open => {
                if groups.len() >= MAX_GROUPS {
                    break;
                }
                groups.push(now);
                // Groups inside a picture hold its properties.
                now.picture = false;
            }
            Token::Close => {
                if now.picture && !now.skipped {
                    let look = (whole && !data.is_empty() && found.len() < picture::LOOKS)
                        .then(|| Arc::new(picture::look(&data, Crop::default(), limits)));
                    let [width, height] = [0, 1].map(|i| size[i] / TWIPS * scale[i] / 100.0);
                    let running = now.running;
                    found.push(Picture { width, height, running, look, ..Picture::default() });
                }
                match groups.pop() {
                    Some(group) => now = group,
                    None => break,
                }
            }
            Token::Byte(byte) if now.picture && !now.skipped => {
                let Some(digit) = char::from(byte).to_digit(16) else { continue };
                match high.take() {
                    Some(high) => data.push(high << 4 | digit as u8),
                    None => high = Some(digit as u8),
                }
                if data.len() as u64 > limits.member_bytes {
                    break;
                }
            }
            Token::Symbol(b'*') => {
                star = true;
                continue;
            }
            Token::Word(word, number) => {
                let value = number.unwrap_or(0) as f32;
                match word {
                    "pict" => {
                        now.picture = true;
                        data.clear();
                        (high, size, scale, whole) = (None, [0.0; 2], [100.0; 2], true);
                    }
                    "nonshppict" | "shprslt" | "listpicture" | "bkgd" | "fonttbl"
                    | "stylesheet" | "objdata" => now.skipped = true,
                    "shppict" | "shpinst" => {}
                    "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl"
                    | "footerr" | "footerf" => now.running = true,
                    "picwgoal" if now.picture => size[0] = value,
                    "pichgoal" if now.picture => size[1] = value,
                    "picscalex" if now.picture => scale[0] = value,
                    "picscaley" if now.picture => scale[1] = value,
                    // Tokens pass over binary data.
                    "bin" if now.picture => whole = false,
                    // How much is cut off is told in twips of the goal.
                    "piccropl" | "piccropr" | "piccropt" | "piccropb" if value != 0.0 => {
                        whole = false;
                    }
                    _ if star && !now.picture && matches!(word, "themedata" | "datastore") => {
                        now.skipped = true;
                    }
                    _ => {}
                }
            }
            _ => {}
        }
        star = false;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_have_their_size_and_their_second_writing_is_passed_over() {
        let rtf = br"{\rtf1 a{\*\shppict{\pict{\*\picprop x}\pngblip\picwgoal400\pichgoal200 89504e47}}{\nonshppict{\pict\wmetafile8 0102}}{\header{\pict 01}}}";
        let found = pictures(rtf, &Limits::default());
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].width, found[0].height), (20.0, 10.0));
        let digest = picture::digest(b"\x89PNG", Crop::default());
        assert_eq!(found[0].look.as_ref().unwrap().digest, digest);
        assert!(!found[0].running && found[1].running);
    }
}
