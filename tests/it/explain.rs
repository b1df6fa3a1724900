//! `explain`: the table of errors, offline.

use crate::support::Sandbox;

#[test]
fn a_code_a_status_and_an_oauth_name_are_explained() {
    let sandbox = Sandbox::new();
    for (args, parts) in [
        (&["38187"][..], &["amadeus, token endpoint, HTTP 401, 38187", "exit code 3"][..]),
        (&["sabre", "401"], &["sabre, token endpoint, HTTP 401", "any provider", "hint: "]),
        (&["invalid_target"], &["RFC 8707", "exit code 2"]),
        (&["sabre", "ERR.2SG.PROVIDER.INTERNAL_PROCESSING_ERROR"], &["Sabre had an internal error"]),
        (&["hotelbeds", "ERR_403_DEVELOPER_INACTIVE"], &["the API key is not active"]),
        (&["701"], &["not provisioned"]),
    ] {
        let output = sandbox.travauth().args(["explain"]).args(args).run().exits(0).silently();
        for part in parts {
            assert!(output.stdout.contains(part), "{part}: {output}");
        }
    }
    let rows = sandbox.travauth().args(["explain", "amadeus", "38195", "--json"]).run().exits(0).json();
    assert_eq!((&rows[0]["exit_code"], &rows[0]["retried"]), (&7.into(), &false.into()));
    assert_eq!(rows[0]["provider"], "amadeus");
}

#[test]
fn an_unknown_code_names_the_nearest_ones() {
    let sandbox = Sandbox::new();
    let explain = |args: &[&str]| sandbox.travauth().args(["explain"]).args(args).run();
    explain(&["invalid_clinet"]).fails(2, &["`invalid_clinet`", "invalid_client"]);
    explain(&["sabre", "38187"]).fails(2, &["`38187` of sabre"]);
    explain(&["sabr", "401"]).fails(2, &["did you mean `sabre`"]);
    explain(&["\u{1b}[31m"]).fails(2, &["docs/errors.md"]);
    explain(&[]).exits(2);
}
