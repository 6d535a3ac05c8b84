package org.commonwatch.stix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.commonwatch.values.IndicatorValue;
import org.junit.jupiter.api.Test;

class IndicatorValuesTest {
    @Test
    void findsTheValuesOfTheSamples() {
        String all = Samples.everyType().stream()
                .flatMap(object -> IndicatorValues.of(object).stream())
                .map(IndicatorValue::toString)
                .distinct()
                .collect(Collectors.joining("\n"));
        assertEquals("""
                attack-id:T1566.002
                md5:098f6bcd4621d373cade4e832627b4f6
                filename:inner.exe
                sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
                url:https://files.example/a.bin
                ssdeep:3:AIO9AJraNvsgzsVqSwHqiUZ:AeXf8
                tlsh:T10A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A
                filename:Shift Plan.zip
                filename:plan.pdf
                filename:lure.exe
                asn:AS64496
                mac:00:00:5e:00:53:01
                ipv4:198.51.100.7
                cidr:203.0.113.0/24
                ipv6:2001:db8::7
                domain:lure.example
                url:https://lure.example/shift?id=1
                email:shift@lure.example
                email:crane7@harbour.example
                mutex:Global\\HeronWades
                user-agent:Heron/1.0
                registry-key:HKEY_CURRENT_USER\\Software\\Heron
                sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709
                cve:CVE-2026-12345""", all);
    }

    /** What a pattern reader finds is sorted by object path. */
    @Test
    void sortsWhatAPatternComparesByItsPath() {
        Map<String, String> expected = Map.of(
                "ipv4-addr:value = 198.51.100.0/24",
                "cidr:198.51.100.0/24",
                "network-traffic:dst_ref.value = lure.example",
                "domain:lure.example",
                "network-traffic:src_ref.value = 2001:DB8::1",
                "ipv6:2001:db8::1",
                "file:hashes.'SHA-256' = " + "AB".repeat(32),
                "sha256:" + "ab".repeat(32),
                "file:hashes.MD5 = " + "AB".repeat(16),
                "md5:" + "ab".repeat(16),
                "process:image_ref.hashes.MD5 = " + "AB".repeat(16),
                "md5:" + "ab".repeat(16),
                "email-message:from_ref.value = A@b.example",
                "email:A@b.example",
                "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' = Heron/1.0",
                "user-agent:Heron/1.0",
                "windows-registry-key:key = HKLM\\A",
                "registry-key:HKEY_LOCAL_MACHINE\\A");
        expected.forEach((comparison, value) -> {
            String[] sides = comparison.split(" = ", 2);
            List<IndicatorValue> found =
                    IndicatorValues.of(Samples.first("indicator"), (pattern, sink) -> sink.accept(sides[0], sides[1]));
            assertEquals(
                    List.of(value), found.stream().map(IndicatorValue::toString).toList(), comparison);
        });
        List<IndicatorValue> none =
                IndicatorValues.of(Samples.first("indicator"), (pattern, sink) -> sink.accept("process:pid", "7"));
        assertEquals(List.of(), none);
    }

    @Test
    void givesTheTextPeopleSearch() {
        String prose = Prose.of(Samples.first("attack-pattern"));
        assertEquals("""
                Phishing of crane operators
                Shift plan lure
                Mail with a link to a false shift plan.
                T1566.002
                CAPEC-163""", prose);
        assertTrue(Prose.of(Samples.first("language-content")).contains("Graureiher"));
        assertTrue(Prose.of(Samples.first("marking-definition")).contains("Written for tests."));
        assertEquals("", Prose.of(Samples.first("ipv4-addr")));
    }
}
