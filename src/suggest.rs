//! Suggestions for misspelled names.

/// Candidates with a smaller similarity are not suggested.
const MIN_SIMILARITY: f64 = 0.75;
/// The most candidates that are suggested together.
const MAX_SIMILAR: usize = 5;

/// Returns the candidate that is most similar to the typed text, if one is similar enough.
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&typed, &candidate.to_lowercase()), candidate))
        .filter(|(similarity, _)| *similarity >= MIN_SIMILARITY)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, candidate)| candidate)
}

/// Returns the candidates that are similar to the typed text, the most similar first.
pub fn similar<'a>(typed: &str, candidates: &[&'a str]) -> Vec<&'a str> {
    let mut rest = candidates.to_vec();
    let mut found = Vec::new();
    while let Some(next) = nearest(typed, rest.iter().copied()).filter(|_| found.len() < MAX_SIMILAR) {
        rest.retain(|candidate| *candidate != next);
        found.push(next);
    }
    found
}

/// Returns the hint for an unknown name: the most similar candidate and the list of all.
pub fn hint(typed: &str, candidates: &[&str]) -> String {
    let all = candidates.join(", ");
    match nearest(typed, candidates.iter().copied()) {
        Some(name) => format!("did you mean `{name}`? There are: {all}"),
        None => format!("there are: {all}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_similar_name_is_suggested() {
        let names = ["amadeus", "sabre"];
        for (typed, expected) in [
            ("amadeu", Some("amadeus")),
            ("Saber", Some("sabre")),
            ("AMADEUS", Some("amadeus")),
            ("duffel", None),
            ("", None),
        ] {
            assert_eq!(nearest(typed, names), expected, "{typed}");
        }
    }
}
