//! The general dictionary as the build settled it: a trie by levels, its nodes side by side
//! in three tables of numbers, asked where it lies in the binary. Nothing is built, copied
//! or unpacked; only the pages that are asked are read.

/// Layout (see `build.rs`): the number of nodes, the sum of all frequencies as two numbers,
/// for each Han character of the basic block the node of the words that it begins (0: none),
/// then for each node its character, the number of its first child, its frequency (0: no
/// word). The children of a node end where those of the next begin; node 0 is the root,
/// and behind the last stands the end of its children.
static TABLE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/words.bin"));

/// Numbers before the nodes, and numbers of a node.
const HEAD: usize = HAN + (LAST - FIRST) as usize + 1;
const HAN: usize = 3;
const FIRST: u32 = 0x4E00;
const LAST: u32 = 0x9FFF;
const NODE: usize = 3;

fn number(at: usize) -> u32 {
    let bytes = TABLE.get(at * 4..).and_then(|rest| rest.first_chunk::<4>());
    bytes.map_or(0, |bytes| u32::from_le_bytes(*bytes))
}

fn character(node: usize) -> u32 {
    number(HEAD + node * NODE)
}

fn children(node: usize) -> (usize, usize) {
    let first = |node: usize| number(HEAD + node * NODE + 1) as usize;
    (first(node), first(node + 1))
}

/// The sum of all frequencies.
pub fn total() -> u64 {
    u64::from(number(1)) | u64::from(number(2)) << 32
}

/// The child of a node by a character.
fn child(node: usize, wanted: char) -> Option<usize> {
    let wanted = u32::from(wanted);
    if node == 0 && (FIRST..=LAST).contains(&wanted) {
        return match number(HAN + (wanted - FIRST) as usize) {
            0 => None,
            node => Some(node as usize),
        };
    }
    let (mut low, mut high) = children(node);
    while low < high {
        let middle = low + (high - low) / 2;
        match character(middle).cmp(&wanted) {
            std::cmp::Ordering::Equal => return Some(middle),
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
        }
    }
    None
}

/// The frequency of a word; `None` for what is none.
pub fn frequency(word: &[char]) -> Option<u32> {
    let node = word.iter().try_fold(0, |node, c| child(node, *c))?;
    Some(number(HEAD + node * NODE + 2)).filter(|frequency| *frequency > 0)
}

/// Every word that begins a text: its length in characters and its frequency.
pub fn each_prefix(text: &[char], visit: &mut dyn FnMut(usize, u32)) {
    let mut node = 0;
    for (n, c) in text.iter().enumerate() {
        let Some(next) = child(node, *c) else { return };
        node = next;
        let frequency = number(HEAD + node * NODE + 2);
        if frequency > 0 {
            visit(n + 1, frequency);
        }
    }
}
