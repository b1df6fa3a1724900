//! Reads the fault in a SOAP response, of version 1.1 or 1.2.

use quick_xml::Reader;
use quick_xml::events::Event;

/// The most levels of nested elements that are read.
const DEEPEST: usize = 64;

/// A SOAP fault.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct SoapFault {
    /// The code without its namespace: `Client.AuthenticationFailed`.
    pub(super) code: Option<String>,
    /// The reason.
    pub(super) words: Option<String>,
    /// Whether the server is at fault, and not the request.
    pub(super) is_of_server: bool,
}

/// Reads the fault of a document; returns none if the document is not XML or has no fault.
pub(super) fn read_fault(body: &[u8]) -> Option<SoapFault> {
    if body.trim_ascii_start().first() != Some(&b'<') {
        return None;
    }
    let text = String::from_utf8_lossy(body);
    let mut reader = Reader::from_str(&text);
    let mut path: Vec<String> = Vec::new();
    let mut texts: Vec<(String, String)> = Vec::new();
    let mut has_fault = false;
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                if path.len() >= DEEPEST {
                    break;
                }
                let name = String::from_utf8_lossy(start.local_name().as_ref()).into_owned();
                has_fault |= name == "Fault";
                path.push(name);
            }
            Ok(Event::End(end)) => {
                if end.local_name().as_ref() == b"Fault" {
                    break;
                }
                path.pop();
            }
            Ok(Event::Text(text)) if has_fault => add(&mut texts, &path, &text.decode().unwrap_or_default()),
            Ok(Event::CData(text)) if has_fault => add(&mut texts, &path, &text.decode().unwrap_or_default()),
            Ok(Event::GeneralRef(entity)) if has_fault => {
                let named = quick_xml::escape::resolve_predefined_entity(&entity.decode().unwrap_or_default());
                let character = entity.resolve_char_ref().ok().flatten().map(String::from);
                add(&mut texts, &path, named.map(str::to_owned).or(character).as_deref().unwrap_or_default());
            }
            // The texts before a syntax error are shown.
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    has_fault.then(|| fault(&texts))
}

/// Appends a piece of text to the text of its element. Elements are identified by their path below `Fault`.
fn add(texts: &mut Vec<(String, String)>, path: &[String], text: &str) {
    let Some(at) = path.iter().position(|name| name == "Fault") else { return };
    let path = path[at + 1..].join("/");
    match texts.last_mut() {
        Some((last, whole)) if *last == path => whole.push_str(text),
        _ => texts.push((path, text.to_owned())),
    }
}

fn fault(texts: &[(String, String)]) -> SoapFault {
    let text = |wanted: &str| {
        let found = texts.iter().filter(|(path, _)| path == wanted).map(|(_, text)| text.trim());
        found.into_iter().find(|text| !text.is_empty())
    };
    let local = |code: &str| code.rsplit(':').next().unwrap_or_default().to_owned();
    let class = text("faultcode").or_else(|| text("Code/Value")).map(local);
    let code = text("Code/Subcode/Value").map(local).or_else(|| class.clone());
    SoapFault {
        is_of_server: class.is_some_and(|class| class.starts_with("Server") || class.starts_with("Receiver")),
        code: code.filter(|code| !code.is_empty()),
        words: text("faultstring").or_else(|| text("Reason/Text")).map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_of_both_versions_are_read() {
        let fault = |code: &str, words: &str, is_of_server| {
            Some(SoapFault { code: Some(code.to_owned()), words: Some(words.to_owned()), is_of_server })
        };
        for (body, expected) in [
            (
                r#"<?xml version="1.0"?><soap-env:Envelope xmlns:soap-env="http://schemas.xmlsoap.org/soap/envelope/"><soap-env:Header/><soap-env:Body><soap-env:Fault><faultcode>soap-env:Client.AuthenticationFailed</faultcode><faultstring>Authentication failed &amp; locked</faultstring><detail><StackTrace>x</StackTrace></detail></soap-env:Fault></soap-env:Body></soap-env:Envelope>"#,
                fault("Client.AuthenticationFailed", "Authentication failed & locked", false),
            ),
            (
                "\n<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body><s:Fault><s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>a:Busy</s:Value></s:Subcode></s:Code><s:Reason><s:Text xml:lang='en'><![CDATA[try <later>]]></s:Text></s:Reason></s:Fault></s:Body></s:Envelope>",
                fault("Busy", "try <later>", true),
            ),
            (
                "<E><Body><Fault><faultcode>Server</faultcode><faultstring>gone &#228;</faultstring></Fault></Body></E>",
                fault("Server", "gone ä", true),
            ),
            // Cut short.
            (
                "<E><Body><Fault><faultcode>Server</faultcode><faultstring>late</faultstring><deta",
                fault("Server", "late", true),
            ),
            ("<E><Body><Fault/></Body></E>", None),
            ("<E><Body><Ok>fine</Ok></Body></E>", None),
            ("<html><body>", None),
            ("{}", None),
            ("", None),
        ] {
            assert_eq!(read_fault(body.as_bytes()), expected, "{body}");
        }
        let deep = "<a>".repeat(100_000);
        assert_eq!(read_fault(deep.as_bytes()), None);
    }
}
