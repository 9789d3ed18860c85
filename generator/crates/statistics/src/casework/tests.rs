//! Exports as the programs make them.

use super::*;

fn codes() -> Codes {
    let codes = "classes:\n- {code: fraud, name: {en: Fraud}, types: [{code: phishing, name: {en: Phishing}}]}\n- {code: malicious-code, name: {en: Malicious Code}, types: [{code: ransomware, name: {en: Ransomware}}, {code: other, name: {en: Other}}]}\n- {code: other, name: {en: Other}, types: [{code: other, name: {en: Other}}]}\n";
    serde_yaml::from_str(codes).expect("a taxonomy")
}

/// Reads an export in Baku, and compares rows and what is wrong.
fn check(text: &str, severity: Option<Severity>, expect: &[&str]) {
    let codes = codes();
    let mut words = Words::default();
    words.add("Spear phish", codes.written("fraud/phishing").expect("it is there"));
    let zone = TimeZone::get("Asia/Baku").expect("it is built in");
    let ground = ExportContext {
        codes: &codes,
        zone: &zone,
        words: &words,
        prefix: None,
        origin: Origin::Report,
        severity,
    };
    let export = read(&"export".into(), text, &ground);
    let mut got: Vec<String> = export.incidents.iter().map(ToString::to_string).collect();
    for found in &export.problems {
        let spot = found.place.as_ref().and_then(|place| place.spot.as_ref()).expect("a place");
        got.push(format!("{}:{} {}", spot.line, spot.column, found.problem));
    }
    if !export.none.is_empty() {
        got.push(format!("{} left out", export.none.join(", ")));
    }
    assert_eq!(got, expect, "{text}");
}

#[test]
fn results_of_rtir_become_rows() {
    check(
        "id\tSubject\tStatus\tOwner\tCreated\tResolved\tCF.{Classification}\tPriority\n\
         1234\tFirst, \"with\"\tresolved\tali\tWed Nov 25 10:15:00 2026\tFri Nov 27 09:00:00 2026\tPhishing\t50\n\
         1235\tSecond\topen\tali\t2026-11-25 22:00:00\tNot set\tSpear phish\t90\n\
         1236\tThird\tabandoned\tali\tWed Nov 25 10:15:00 2026\tNot set\t\t0\n",
        None,
        &[
            "RTIR#1234,2026-11-25,fraud,phishing,medium,report,,2026-11-27",
            "RTIR#1235,2026-11-25,fraud,phishing,high,report,,",
            "RTIR#1236 left out",
        ],
    );
    // RT calls the number “#”.
    check(
        "#\tCreated\tClassification\n[RTIR #7]\t2026-11-25T21:30:00Z\tmalicious-code/ransomware\n",
        Some(Severity::Normal),
        &["RTIR#7,2026-11-26,malicious-code,ransomware,normal,report,,"],
    );
}

#[test]
fn cases_of_the_hive_become_rows() {
    check(
        "number,title,severity,startDate,endDate,status,tags,customFields.country\n\
         12,\"Two\nlines, and a comma\",3,1764100800000,,InProgress,\"['rsit:fraud=\"\"phishing\"\"', 'urgent']\",az\n\
         13,x,1,1764100800000,1764187200000,TruePositive,ransomware,\n\
         14,x,1,1764100800000,1764187200000,FalsePositive,ransomware,\n",
        None,
        &[
            "THEHIVE#12,2025-11-26,fraud,phishing,high,report,AZ,",
            "THEHIVE#13,2025-11-26,malicious-code,ransomware,normal,report,,2025-11-27",
            "THEHIVE#14 left out",
        ],
    );
}

/// TheHive 4 says in a column of its own how a case was resolved.
#[test]
fn how_a_case_was_resolved_says_whether_it_was_one() {
    let row = |n: u32, state: &str, how: &str| {
        format!("{n},2,2026-11-25 10:00:00,2026-11-26 10:00:00,{state},{how},phishing\n")
    };
    let head = "caseId,severity,startDate,endDate,status,resolutionStatus,tags\n";
    let rows = [
        row(1, "Resolved", "TruePositive"),
        row(2, "Resolved", "Indeterminate"),
        row(3, "Resolved", "FalsePositive"),
        row(4, "Duplicated", "NoImpact"),
        row(5, "Resolved", "Duplicated"),
        row(6, "Deleted", ""),
        row(7, "Open", "NotApplicable"),
        row(8, "Resolved", "False Positive"),
    ];
    check(
        &format!("{head}{}", rows.concat()),
        None,
        &[
            "THEHIVE#1,2026-11-25,fraud,phishing,medium,report,,2026-11-26",
            "THEHIVE#2,2026-11-25,fraud,phishing,medium,report,,2026-11-26",
            "THEHIVE#7,2026-11-25,fraud,phishing,medium,report,,",
            "THEHIVE#3, THEHIVE#4, THEHIVE#5, THEHIVE#6, THEHIVE#8 left out",
        ],
    );
}

#[test]
fn an_end_before_the_beginning_is_told_of_open_cases_too() {
    for (state, end, expect) in [
        ("resolved", "2026-11-24", "2:34 it was closed before it was received"),
        ("open", "2026-11-24", "2:34 it was closed before it was received"),
        ("", "2026-11-24", "2:34 it was closed before it was received"),
        ("open", "2026-11-25", "RTIR#1,2026-11-25,fraud,phishing,high,report,,"),
        ("resolved", "2026-11-25", "RTIR#1,2026-11-25,fraud,phishing,high,report,,2026-11-25"),
        ("open", "soon", "2:34 “soon” is no day"),
    ] {
        let head = "id,Created,Classification,Severity,Resolved,Status\n";
        check(&format!("{head}1,2026-11-25,fraud/phishing,high,{end},{state}\n"), None, &[expect]);
    }
}

#[test]
fn each_wrong_cell_is_told_where_it_stands() {
    let head = "id,Created,Classification,Severity,Country\n";
    for (row, expect) in [
        ("1,25/11/2026,phishing,high,", "2:3 “25/11/2026” is no day"),
        ("1,,phishing,high,", "2:3 “” is no day"),
        ("1,2026-11-25,Spam,high,", "2:14 “Spam” is no class and type"),
        ("1,2026-11-25,other,high,", "2:14 “other” is no class and type"),
        (
            "1,2026-11-25,\"phishing, ransomware\",high,",
            "2:14 this case has two classes: fraud/phishing and malicious-code/ransomware",
        ),
        ("1,2026-11-25,phishing,urgent,", "2:23 “urgent” is no severity"),
        ("1,2026-11-25,phishing,,", "2:23 this case has no severity"),
        ("1,2026-11-25,phishing,high,Aze", "2:28 “AZE” is not the code of a country"),
        ("Əli,2026-11-25,phishing,high,", "2:1 “ƏLI” cannot number an incident"),
        ("\"a\nb\",2026-11-25,phishing,high,", "2:1 “A B” cannot number an incident"),
        ("1", "2:1 “” is no day"),
    ] {
        check(&format!("{head}{row}\n"), None, &[expect]);
    }
    check(
        &format!("{head}1,2026-11-25,phishing,high,\n1,2026-11-26,phishing,high,\n"),
        None,
        &[
            "RTIR#1,2026-11-25,fraud,phishing,high,report,,",
            "3:1 the case RTIR#1 stands in line 2 too",
        ],
    );
    check(
        "a,b\n1,2\n",
        None,
        &[
            "1:1 this export has no column for “number”",
            "1:1 this export has no column for “received”",
            "1:1 this export has no column for “class”",
        ],
    );
    check(
        "",
        None,
        &[
            "1:1 this export has no column for “number”",
            "1:1 this export has no column for “received”",
            "1:1 this export has no column for “class”",
        ],
    );
}

#[test]
fn no_row_is_lost_behind_a_quotation_mark_that_nothing_closes() {
    let row = |n: u32| format!("RTIR#{n},2026-10-01,fraud,phishing,medium,report,,");
    let unended = |line: u32, column: u32| format!("{line}:{column} this quoted cell does not end");
    for (rows, expect) in [
        // Of the last cell, of the first, of one in the middle.
        (
            &["1,D,fraud/phishing,\"x", "2,D,phishing,x", "3,D,phishing,"][..],
            vec![row(2), row(3), unended(2, 29)],
        ),
        (&["\"1,D,fraud/phishing,x", "2,D,phishing,x"], vec![row(2), unended(2, 1)]),
        (&["1,D,\"phishing,x", "2,D,phishing,x"], vec![row(2), unended(2, 14)]),
        // One in each of two rows, which seem to close each other.
        (
            &["1,D,phishing,\"x", "2,D,phishing,\"y", "3,D,phishing,"],
            vec![row(3), unended(2, 23), unended(3, 23)],
        ),
        (
            &["1,D,phishing,\"x", "2,D,phishing,\"y\"", "3,D,phishing,"],
            vec![row(2), row(3), unended(2, 23)],
        ),
        // What closes it is a letter of another row, which has a fault of its own.
        (
            &["1,D,phishing,\"x", "2,D,phishing,19\"", "3,D,phishing,"],
            vec![row(2), row(3), unended(2, 23)],
        ),
        (
            &["1,D,phishing,\"x", "2,D,pishing,19\""],
            vec![unended(2, 23), "3:14 “pishing” is no class and type".to_owned()],
        ),
        // The row behind it has a cell of several lines.
        (
            &["1,D,phishing,\"x", "2,D,phishing,\"y", "z\"", "3,D,phishing,"],
            vec![row(2), row(3), unended(2, 23)],
        ),
        // Such cells that do end.
        (
            &["1,D,phishing,\"x", "", "y, \"\"z\"\"", "a,b,c,d\"", "2,D,phishing,\"\""],
            vec![row(1), row(2)],
        ),
        (&["1,D,phishing,\"x\" y", "2,D,phishing,5\" z"], vec![row(1), row(2)]),
    ] {
        for delimiter in [",", ";", "\t"] {
            for end in ["\n", "\r\n"] {
                let rows = rows.iter().map(|row| row.replace(",D,", ",2026-10-01,"));
                let all = ["id,created,type,note".to_owned()].into_iter().chain(rows);
                let text: String = all.map(|row| row.replace(',', delimiter) + end).collect();
                let expect: Vec<&str> = expect.iter().map(String::as_str).collect();
                check(&text, Some(Severity::Medium), &expect);
            }
        }
    }
}

#[test]
fn class_and_type_may_stand_in_two_columns() {
    for (head, row, expect) in [
        ("class,type", "fraud,phishing", "RTIR#1,2026-10-01,fraud,phishing,medium,report,,"),
        ("class,type", "other,other", "RTIR#1,2026-10-01,other,other,medium,report,,"),
        ("type,class", "other,other", "RTIR#1,2026-10-01,other,other,medium,report,,"),
        ("class", "fraud/phishing", "RTIR#1,2026-10-01,fraud,phishing,medium,report,,"),
        ("class,note", "phishing,x", "RTIR#1,2026-10-01,fraud,phishing,medium,report,,"),
        // A class of something else.
        ("class,type", "A,phishing", "RTIR#1,2026-10-01,fraud,phishing,medium,report,,"),
        ("class,type", "fraud,x", "2:20 “x” is no class and type"),
    ] {
        let text = format!("number,received,{head}\n1,2026-10-01,{row}\n");
        check(&text, Some(Severity::Medium), &[expect]);
    }
}

#[test]
fn whatever_ends_its_lines_an_export_is_told_by_the_right_one() {
    for end in ["\n", "\r\n"] {
        for delimiter in [",", ";", "\t"] {
            let rows = [
                "id,Created,Classification",
                "1,2026-10-01,phishing",
                "",
                "2,2026-10-01,x",
                "1,2026-10-01,phishing",
            ];
            let text: String = rows.iter().map(|row| row.replace(',', delimiter) + end).collect();
            check(
                &text,
                Some(Severity::Medium),
                &[
                    "RTIR#1,2026-10-01,fraud,phishing,medium,report,,",
                    "4:14 “x” is no class and type",
                    "5:1 the case RTIR#1 stands in line 2 too",
                ],
            );
        }
    }
}
