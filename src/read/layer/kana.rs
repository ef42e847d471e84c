//! Japanese among Chinese characters, told by its hiragana: they stand between the
//! words of any text, and a few of them much oftener than the others, which no
//! wrong mapping brings about.

/// Hiragana without which a text is not taken for Japanese.
const ENOUGH: usize = 10;

/// Whether that many hiragana, so many particles among them, beside so many Chinese
/// characters make Japanese text.
pub fn is_japanese(kana: usize, particles: usize, han: usize) -> bool {
    // A random choice of hiragana has a fifth of particles, text two thirds.
    kana >= ENOUGH && kana * 4 >= han && particles * 5 >= kana * 2
}

/// Hiragana.
pub fn is_hiragana(character: char) -> bool {
    ('ぁ'..='ゖ').contains(&character)
}

/// Those that bind words: case marks, copula and the endings of verbs.
pub fn is_particle(character: char) -> bool {
    matches!(
        character,
        'の' | 'に' | 'は' | 'を' | 'た' | 'が' | 'で' | 'て' | 'と' | 'し' | 'い' | 'る' | 'な'
    )
}
