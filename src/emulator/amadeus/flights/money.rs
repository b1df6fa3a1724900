//! Amounts in the requested currency, at fixed exchange rates.

/// A currency.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Currency {
    /// The ISO 4217 code, three letters.
    pub code: &'static str,
    /// Its name in capitals.
    pub name: &'static str,
    /// The amount of this currency for one euro.
    per_euro: f64,
    decimals: usize,
}

impl Currency {
    /// Returns the currency with this code, if the emulator knows it.
    pub fn of(code: &str) -> Option<Self> {
        include_str!("currencies.txt").lines().filter_map(read).find(|currency| currency.code == code)
    }

    /// Converts euro cents to this currency's smallest unit.
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "prices are far from the limits")]
    pub fn exchange(self, cents: i64) -> i64 {
        let unit = if self.decimals == 0 { 100.0 } else { 1.0 };
        (cents as f64 * self.per_euro / unit).round() as i64
    }

    /// Formats an amount of the smallest unit: `355.34`, or `355` for a currency without decimals.
    pub fn text(self, amount: i64) -> String {
        match self.decimals {
            0 => amount.to_string(),
            _ => format!("{}.{:02}", amount / 100, amount % 100),
        }
    }

    /// Rounds an amount of the smallest unit up to whole units.
    pub fn whole(self, amount: i64) -> i64 {
        if self.decimals == 0 { amount } else { (amount + 99) / 100 }
    }
}

fn read(line: &'static str) -> Option<Currency> {
    let mut fields = line.split('|');
    Some(Currency {
        code: fields.next()?,
        name: fields.next()?,
        per_euro: fields.next()?.parse().ok()?,
        decimals: fields.next()?.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_the_decimals_of_their_currency() {
        for (code, cents, text, whole) in [
            ("EUR", 12_305, "123.05", 124),
            ("USD", 12_300, "141.45", 142),
            ("JPY", 12_345, "20987", 20_987),
            ("CHF", 0, "0.00", 0),
        ] {
            let currency = Currency::of(code).unwrap();
            let amount = currency.exchange(cents);
            assert_eq!((currency.text(amount).as_str(), currency.whole(amount)), (text, whole), "{code}");
        }
        assert_eq!(Currency::of("XXX"), None);
    }

    #[test]
    fn every_line_is_a_currency() {
        let lines = include_str!("currencies.txt").lines();
        assert!(lines.clone().all(|line| read(line).is_some_and(|currency| currency.code.len() == 3)));
        assert!(lines.count() > 10);
    }
}
