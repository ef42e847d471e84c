//! Whether a JPEG picture is all there. Decoders fill what is cut off or broken with
//! grey and say nothing; a page that was read in part would look wholly read.

/// Whether every block of a picture can be decoded from its bytes. Pictures of kinds
/// that are not followed block by block (progressive, arithmetic) count as whole when
/// they have an end.
pub fn is_whole(bytes: &[u8]) -> bool {
    Walk::default().picture(bytes).unwrap_or(false)
}

/// Whether the bytes are a JPEG picture.
pub fn is_jpeg(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xff\xd8\xff")
}

/// Bytes that may stand unused at the end of a scan: some encoders pad.
const PADDING: usize = 8;

/// A code of one to sixteen bits for each of some values.
#[derive(Debug, Clone, Default)]
struct Codes {
    /// By length: the first code beyond those of this length, and where the values
    /// lie, counted back from it.
    ends: [(u32, i32); 16],
    values: Vec<u8>,
}

impl Codes {
    fn of(counts: &[u8], values: &[u8]) -> Self {
        let mut ends = [(0, 0); 16];
        let (mut code, mut used) = (0u32, 0i32);
        for (end, &count) in ends.iter_mut().zip(counts) {
            let first = used - code as i32;
            code += u32::from(count);
            used += i32::from(count);
            *end = (code, first);
            code <<= 1;
        }
        Self { ends, values: values.to_vec() }
    }

    fn next(&self, bits: &mut Bits) -> Option<u8> {
        let mut code = 0;
        for (end, first) in self.ends {
            code = code << 1 | bits.next()?;
            if code < end {
                return self.values.get(usize::try_from(code as i32 + first).ok()?).copied();
            }
        }
        None
    }
}

/// The bits of one stretch between markers.
struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
    left: u32,
}

impl Bits<'_> {
    fn next(&mut self) -> Option<u32> {
        if self.left == 0 {
            // A zero after 0xff is stuffing.
            let stuffed = self.at > 0 && self.bytes[self.at - 1] == 0xff;
            self.at += usize::from(stuffed && self.bytes.get(self.at) == Some(&0));
            self.bytes.get(self.at)?;
            self.at += 1;
            self.left = 8;
        }
        self.left -= 1;
        Some(u32::from(self.bytes[self.at - 1]) >> self.left & 1)
    }

    fn number(&mut self, length: u8) -> Option<i32> {
        let mut value = 0;
        for _ in 0..length {
            value = value << 1 | self.next()? as i32;
        }
        Some(value)
    }
}

#[derive(Debug, Clone, Copy)]
struct Component {
    id: u8,
    across: usize,
    down: usize,
    step: usize,
}

/// What has been met on the way through a file.
#[derive(Debug, Default)]
struct Walk {
    codes: [[Codes; 4]; 2],
    /// The step of each table's mean value.
    steps: [i32; 4],
    size: (usize, usize),
    components: Vec<Component>,
    /// Blocks are followed one by one.
    followed: bool,
    restart: usize,
    /// Components whose blocks were all met.
    done: usize,
}

impl Walk {
    fn picture(&mut self, bytes: &[u8]) -> Option<bool> {
        let mut at = 2;
        loop {
            // What was decoded to its last block lacks nothing but its end mark.
            let finished = self.followed && self.done >= self.components.len();
            let Some(&marker) = bytes.get(at + 1).filter(|_| bytes[at] == 0xff) else {
                return Some(finished);
            };
            match marker {
                0xff => at += 1,
                0xd9 => return Some(finished || !self.followed && !self.components.is_empty()),
                0x01 | 0xd0..=0xd7 => at += 2,
                _ => {
                    let length =
                        usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]));
                    let part = bytes.get(at + 4..at + 2 + length)?;
                    at += 2 + length;
                    match marker {
                        0xc4 => self.tables(part)?,
                        0xdb => self.mean_steps(part)?,
                        0xdd => {
                            self.restart =
                                usize::from(u16::from_be_bytes([*part.first()?, *part.get(1)?]))
                        }
                        0xc0..=0xcf if marker != 0xc8 && marker != 0xcc => {
                            self.frame(marker, part)?
                        }
                        0xda => at = self.scan(bytes, at, part)?,
                        _ => {}
                    }
                }
            }
        }
    }

    fn tables(&mut self, mut part: &[u8]) -> Option<()> {
        while let Some((&kind, rest)) = part.split_first() {
            let counts = rest.get(..16)?;
            let sum: usize = counts.iter().map(|&n| usize::from(n)).sum();
            let codes = Codes::of(counts, rest.get(16..16 + sum)?);
            *self.codes.get_mut(usize::from(kind >> 4))?.get_mut(usize::from(kind & 15))? = codes;
            part = &rest[16 + sum..];
        }
        Some(())
    }

    fn mean_steps(&mut self, mut part: &[u8]) -> Option<()> {
        while let Some((&kind, rest)) = part.split_first() {
            let wide = kind >> 4 != 0;
            let first = if wide {
                i32::from(*rest.first()?) << 8 | i32::from(*rest.get(1)?)
            } else {
                i32::from(*rest.first()?)
            };
            *self.steps.get_mut(usize::from(kind & 15))? = first;
            part = rest.get(if wide { 128 } else { 64 }..)?;
        }
        Some(())
    }

    fn frame(&mut self, marker: u8, part: &[u8]) -> Option<()> {
        let &[bits, h0, h1, w0, w1, count, ref rest @ ..] = part else { return None };
        self.size =
            (usize::from(u16::from_be_bytes([w0, w1])), usize::from(u16::from_be_bytes([h0, h1])));
        self.components = rest
            .chunks_exact(3)
            .take(usize::from(count))
            .map(|c| Component {
                id: c[0],
                across: usize::from(c[1] >> 4),
                down: usize::from(c[1] & 15),
                step: usize::from(c[2]),
            })
            .collect();
        let sound = self.components.iter().all(|c| c.across > 0 && c.down > 0);
        // Without a number of rows it follows the picture, which nobody writes.
        self.followed = matches!(marker, 0xc0 | 0xc1) && bits == 8 && sound && self.size.1 > 0;
        Some(())
    }

    /// Goes through one scan; gives where the next marker stands.
    fn scan(&mut self, bytes: &[u8], from: usize, part: &[u8]) -> Option<usize> {
        let count = usize::from(*part.first()?);
        let chosen: Vec<(Component, usize, usize)> = part
            .get(1..1 + 2 * count)?
            .chunks_exact(2)
            .map(|pair| {
                let component = self.components.iter().find(|c| c.id == pair[0])?;
                Some((*component, usize::from(pair[1] >> 4), usize::from(pair[1] & 15)))
            })
            .collect::<Option<_>>()?;
        if !self.followed {
            let mut at = from;
            while let Some(end) = stretch(bytes, at) {
                at = end;
                if !matches!(bytes.get(at + 1), Some(0xd0..=0xd7)) {
                    return Some(at);
                }
                at += 2;
            }
            return None;
        }
        let most = |side: fn(&Component) -> usize| self.components.iter().map(side).max();
        let (widest, tallest) = (most(|c| c.across)?, most(|c| c.down)?);
        let units = match chosen.as_slice() {
            [(c, ..)] => {
                let across = (self.size.0 * c.across).div_ceil(widest).div_ceil(8);
                across * (self.size.1 * c.down).div_ceil(tallest).div_ceil(8)
            }
            _ => self.size.0.div_ceil(8 * widest) * self.size.1.div_ceil(8 * tallest),
        };
        let each = if self.restart == 0 { units } else { self.restart };
        let (mut at, mut left) = (from, units);
        loop {
            let end = stretch(bytes, at).unwrap_or(bytes.len());
            let mut bits = Bits { bytes: &bytes[at..end], at: 0, left: 0 };
            self.units(&mut bits, &chosen, each.min(left))?;
            left -= each.min(left);
            if end - at - bits.at > PADDING {
                return None;
            }
            at = end;
            if left == 0 {
                self.done += chosen.len();
                return Some(at);
            }
            if !matches!(bytes.get(at + 1), Some(0xd0..=0xd7)) {
                return None;
            }
            at += 2;
        }
    }

    fn units(
        &self,
        bits: &mut Bits,
        chosen: &[(Component, usize, usize)],
        count: usize,
    ) -> Option<()> {
        let mut means = [0i32; 256];
        for _ in 0..count {
            for &(component, dc, ac) in chosen {
                let blocks = if chosen.len() == 1 { 1 } else { component.across * component.down };
                let (dc, ac) = (self.codes[0].get(dc)?, self.codes[1].get(ac)?);
                let step = *self.steps.get(component.step)?;
                let mean = &mut means[usize::from(component.id)];
                for _ in 0..blocks {
                    block(bits, dc, ac, mean)?;
                    // No grey is darker than black or lighter than white by half.
                    if mean.saturating_mul(step).abs() > 1536 + step {
                        return None;
                    }
                }
            }
        }
        Some(())
    }
}

/// Where the bytes between two markers end; none when the file ends first.
fn stretch(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += memchr::memchr(0xff, bytes.get(at..)?)?;
        match bytes.get(at + 1)? {
            0 => at += 2,
            0xff => at += 1,
            _ => return Some(at),
        }
    }
}

fn block(bits: &mut Bits, dc: &Codes, ac: &Codes, mean: &mut i32) -> Option<()> {
    let length = dc.next(bits)?;
    if length > 11 {
        return None;
    }
    let value = bits.number(length)?;
    let low = length > 0 && value < 1 << (length - 1);
    *mean += if low { value + 1 - (1 << length) } else { value };
    let mut k = 1;
    while k < 64 {
        let code = ac.next(bits)?;
        let (zeros, length) = (usize::from(code >> 4), code & 15);
        match (zeros, length) {
            (15, 0) => k += 16,
            (_, 0) => return Some(()),
            _ => {
                k += zeros + 1;
                bits.number(length)?;
            }
        }
    }
    (k == 64).then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::codecs::jpeg::JpegEncoder;
    use image::{GrayImage, Luma, Rgb, RgbImage};

    fn speckled() -> RgbImage {
        RgbImage::from_fn(203, 157, |x, y| {
            let v = ((x * 31 + y * 57) % 251) as u8;
            Rgb([v, v.wrapping_mul(3), 255 - v])
        })
    }

    fn encoded() -> Vec<u8> {
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, 75).encode_image(&speckled()).unwrap();
        bytes
    }

    #[test]
    fn a_whole_picture_is_whole_in_colour_and_in_grey() {
        assert!(is_whole(&encoded()));
        let grey = GrayImage::from_fn(99, 70, |x, y| Luma([(x * y % 256) as u8]));
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, 60).encode_image(&grey).unwrap();
        assert!(is_whole(&bytes));
    }

    #[test]
    fn a_picture_cut_short_is_not_whole_and_one_without_its_end_mark_is() {
        let bytes = encoded();
        for share in [30, 60, 90, 99] {
            assert!(!is_whole(&bytes[..bytes.len() * share / 100]), "{share}");
        }
        assert!(is_whole(&bytes[..bytes.len() - 2]));
    }

    #[test]
    fn a_picture_broken_in_the_middle_is_not_whole() {
        let bytes = encoded();
        let scan = bytes.windows(2).position(|w| w == [0xff, 0xda]).unwrap() + 14;
        for at in [10, 500, 2000, 5000] {
            let mut broken = bytes.clone();
            broken[scan + at..scan + at + 64].fill(0x5a);
            assert!(!is_whole(&broken), "{at}");
            let mut zeroed = bytes.clone();
            zeroed[scan + at..scan + at + 300].fill(0);
            assert!(!is_whole(&zeroed), "{at}");
        }
    }
}
