package org.commonwatch.stix.pattern;

import static org.commonwatch.stix.pattern.Sightings.json;
import static org.commonwatch.stix.pattern.Sightings.matches;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.commonwatch.kernel.Refused;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples that STIX patterning itself gives (2.1 section 9.8 and its forerunner), as published vectors. */
class SpecificationExamplesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[file:hashes.'SHA-256' = 'aec070645fe53ee3b3763059376134f058cc337247c978add178b6ccdfb0019f']",
                "[email-message:from_ref.value MATCHES '.+\\\\@example\\\\.com$' AND"
                        + " email-message:body_multipart[*].body_raw_ref.name MATCHES '^Final Report.+\\\\.exe$']",
                "[file:hashes.'SHA-256' = 'aec070645fe53ee3b3763059376134f058cc337247c978add178b6ccdfb0019f' AND"
                        + " file:mime_type = 'application/x-pdf']",
                "[file:hashes.'SHA-256' = 'bf07a7fbb825fc0aae7bf4a1177b2b31fcf8a3feeaf7092761e18c859ee52a9c' OR"
                        + " file:hashes.MD5 = 'cead3f77f6cda6ec00f57d76c9a6879f'] AND [file:hashes.'SHA-256' ="
                        + " 'aec070645fe53ee3b3763059376134f058cc337247c978add178b6ccdfb0019f']",
                "([file:hashes.MD5 = '79054025255fb1a26e4bc422aef54eb4'] FOLLOWEDBY [windows-registry-key:key ="
                        + " 'HKEY_LOCAL_MACHINE\\\\foo\\\\bar']) WITHIN 300 SECONDS",
                "[user-account:account_type = 'unix' AND user-account:user_id = '1007' AND user-account:account_login ="
                        + " 'Peter'] AND [user-account:account_type = 'unix' AND user-account:user_id = '1008' AND"
                        + " user-account:account_login = 'Paul']",
                "[artifact:mime_type = 'application/vnd.tcpdump.pcap' AND artifact:payload_bin MATCHES"
                        + " '\\\\xd4\\\\xc3\\\\xb2\\\\xa1\\\\x02\\\\x00\\\\x04\\\\x00']",
                "[file:name = 'foo.dll' AND file:parent_directory_ref.path = 'C:\\\\Windows\\\\System32']",
                "[file:extensions.'windows-pebinary-ext'.sections[*].entropy > 7.0]",
                "[file:mime_type = 'image/bmp' AND file:magic_number_hex = h'ffd8']",
                "[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = '203.0.113.33/32']",
                "[network-traffic:dst_ref.type = 'domain-name' AND network-traffic:dst_ref.value = 'example.com']"
                        + " REPEATS 5 TIMES WITHIN 1800 SECONDS",
                "[domain-name:value = 'www.5z8.info' AND domain-name:resolves_to_refs[*].value = '198.51.100.1/32']",
                "[url:value = 'http://example.com/foo' OR url:value = 'http://example.com/bar']",
                "[x509-certificate:issuer = 'CN=WEBMAIL' AND x509-certificate:serial_number ="
                        + " '4c:0b:1d:19:74:86:a7:66:b4:1a:bf:40:27:21:76:28']",
                "[(file:name = 'pdf.exe' OR file:size = 371712) AND file:created = t'2014-01-13T07:03:17Z']",
                "[email-message:sender_ref.value = 'jdoe@example.com' AND email-message:subject = 'Conference Info']",
                "[x-usb-device:usbdrive.serial_number = '575833314133343231313937']",
                "[process:command_line MATCHES '^.+>-add GlobalSign.cer -c -s -r localMachine Root$'] FOLLOWEDBY"
                        + " [process:command_line MATCHES '^.+>-add GlobalSign.cer -c -s -r"
                        + " localMachineTrustedPublisher$'] WITHIN 300 SECONDS",
                "[network-traffic:dst_ref.value ISSUBSET '2001:0db8:dead:beef:0000:0000:0000:0000/64']",
                "([file:name = 'foo.dll'] AND [windows-registry-key:key = 'HKEY_LOCAL_MACHINE\\\\foo\\\\bar']) OR"
                        + " [process:name = 'fooproc' OR process:name = 'procfoo']"
            })
    void areTaken(String text) throws PatternError, Refused {
        Pattern pattern = Pattern.parse(text);
        assertEquals(pattern, Pattern.parse(pattern.canonical()));
        assertEquals(true, Matcher.match(pattern, List.of()).isEmpty());
    }

    /** Examples of the specification over objects as its own part 6 writes them. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [file:mime_type = 'image/bmp' AND file:magic_number_hex = h'ffd8']                              | true
            [file:magic_number_hex = h'ffd9']                                                               | false
            [file:name = 'foo.dll' AND file:parent_directory_ref.path = 'C:\\\\Windows\\\\System32']        | true
            [file:extensions.'windows-pebinary-ext'.sections[*].entropy > 7.0]                              | true
            [file:extensions.'windows-pebinary-ext'.sections[0].entropy > 7.0]                              | false
            [file:hashes.'SHA-256' = 'AEC070645FE53EE3B3763059376134F058CC337247C978ADD178B6CCDFB0019F']    | true
            [network-traffic:dst_ref.type = 'ipv6-addr']                                                    | true
            [network-traffic:dst_ref.value ISSUBSET '2001:0db8:dead:beef:0000:0000:0000:0000/64']           | true
            [email-message:from_ref.value MATCHES '.+\\\\@example\\\\.com$' AND email-message:body_multipart[*].body_raw_ref.name MATCHES '^Final Report.+\\\\.exe$'] | true
            [email-message:body_multipart[0].body_raw_ref.name MATCHES '^Final Report.+\\\\.exe$']          | false
            [artifact:payload_bin MATCHES '\\\\xd4\\\\xc3\\\\xb2\\\\xa1\\\\x02\\\\x00\\\\x04\\\\x00']       | true
            """)
    void matchWhatTheyDescribe(String pattern, boolean expected) throws PatternError, Refused {
        String seen = """
                {"type":"observed-data","id":"observed-data--1","number_observed":1,
                 "first_observed":"2026-01-31T12:00:00Z","last_observed":"2026-01-31T12:00:00Z",
                 "objects":{
                  "0":{"type":"file","name":"foo.dll","mime_type":"image/bmp","magic_number_hex":"ffd8",
                       "hashes":{"SHA-256":"aec070645fe53ee3b3763059376134f058cc337247c978add178b6ccdfb0019f"},
                       "parent_directory_ref":"1",
                       "extensions":{"windows-pebinary-ext":{"sections":[{"entropy":0.06},{"entropy":7.98}]}}},
                  "1":{"type":"directory","path":"C:\\\\Windows\\\\System32"},
                  "2":{"type":"network-traffic","dst_ref":"3"},
                  "3":{"type":"ipv6-addr","value":"2001:db8:dead:beef::1"},
                  "4":{"type":"email-message","from_ref":"5",
                       "body_multipart":[{"body":"Hello"},{"body_raw_ref":"6"}]},
                  "5":{"type":"email-addr","value":"jdoe@example.com"},
                  "6":{"type":"file","name":"Final Report 2026.exe"},
                  "7":{"type":"artifact","payload_bin":"1MOyoQIABAAAAAAA"}}}
                """;
        assertEquals(expected, matches(pattern, ObservedData.read(json(seen))));
    }
}
