package org.commonwatch.intake.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TextExtractorTest {
    private static final String SHA256 = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f";

    private static String found(String text) {
        return TextExtractor.extract(text).mentions().stream()
                .map(m -> m.value().kind().word() + "=" + m.value().text())
                .collect(Collectors.joining(" "));
    }

    /** Sentence, then what an analyst would mark in it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            It called evil.example.                              | domain=evil.example
            It called evil.example, then 192.0.2.1; done.        | domain=evil.example ipv4=192.0.2.1
            (see http://evil.example/a_(b).)                     | url=http://evil.example/a_(b)
            See <http://evil.example/a>, please.                 | url=http://evil.example/a
            "hxxps://evil[.]example/x?y=1," he said              | url=https://evil.example/x?y=1
            http://a.example/,http://b.example/                  | url=http://a.example/ url=http://b.example/
            http://a.example/?u=http://b.example/                | url=http://a.example/?u=http://b.example/
            [link](https://evil.example/p)                       | url=https://evil.example/p
            C2s: 192.0.2.1:443, [2001:db8::1]:443                | ipv4=192.0.2.1 ipv6=2001:db8::1
            subnet 198.51.100.0/24.                              | cidr=198.51.100.0/24
            prefix 2001:db8::/32 and fe80::                      | cidr=2001:db8::/32 ipv6=fe80::
            at 10:30:45 on 2021-03-04, version 1.2.3             | ``
            mail user(at)evil(dot)example or a@b.example!        | email=user@evil.example email=a@b.example
            opened report.pdf and ran setup.exe                  | filename=report.pdf filename=setup.exe
            dropped C:\\Users\\x\\evil.dll on disk               | filename=evil.dll
            wrote /var/tmp/.x/evil.sh                            | filename=evil.sh
            exploits CVE-2021-44228 (T1190, TA0001)              | cve=CVE-2021-44228 attack-id=T1190 attack-id=TA0001
            uses T1059.001.                                      | attack-id=T1059.001
            from AS64496                                         | asn=AS64496
            evil[.]example/gate.php                              | domain=evil.example
            the end.The next, foo.bar, e.g. i.e. and/or          | ``
            call 访问evil.example下载 now                           | domain=evil.example
            domain:evil.example ip=192.0.2.9                     | domain=evil.example ipv4=192.0.2.9
            the dot is here, connect the dot in time             | ``
            C2 hosted at evil[.]example, at 10                   | domain=evil.example
            evil dot example runs it                             | domain=evil.example
            **evil.example** and `evil2.example`                 | domain=evil.example domain=evil2.example
            id 3f2504e0-4f89-11d3-9a0c-0305e82c3301              | ``
            """)
    void marksWhatAnAnalystWould(String text, String expected) {
        assertEquals(expected == null ? "" : expected, found(text));
    }

    @Test
    void hashesNeedTheirExactLength() {
        assertEquals("sha256=" + SHA256, found("hash: " + SHA256 + "."));
        assertEquals("sha256=" + SHA256, found("SHA256:" + SHA256.toUpperCase(java.util.Locale.ROOT)));
        assertEquals("", found(SHA256 + "0"));
        assertEquals("", found("x" + SHA256));
    }

    @Test
    void spansPointIntoTheOriginal() {
        String text = "Zuerst hxxp://böse[.]example/a, dann user [at] evil [dot] example und 192[.]0[.]2[.]7.";
        List<Mention> mentions = TextExtractor.extract(text).mentions();
        assertEquals(
                List.of("hxxp://böse[.]example/a", "user [at] evil [dot] example", "192[.]0[.]2[.]7"),
                mentions.stream().map(Mention::original).toList());
        for (Mention mention : mentions) {
            assertTrue(text.startsWith(mention.original(), mention.offset()), mention.toString());
            assertTrue(mention.value().isFlagged("refanged"), mention.toString());
        }
    }

    /** Text made to hurt: work per character must not grow with the length. Told by the ratio of two sizes. */
    @ParameterizedTest
    @CsvSource({
        "http://", "a.", "[.", "[", "://", "a@", ":", "/", "\\", "hxxp", " dot ", " at ", "1.", "::", "((((", "x://,",
        "\u200b", "é"
    })
    void hostileTextStaysLinear(String unit) {
        long small = cpuNanos(unit.repeat(50_000 / unit.length()));
        long big = cpuNanos(unit.repeat(800_000 / unit.length()));
        // Sixteen times the text; linear work takes about sixteen times as long, quadratic work 256 times.
        assertTrue(big < 100 * Math.max(small, 2_000_000), unit + ": " + small + " ns, then " + big + " ns");
    }

    /** Time on the processor, so that a busy machine does not count. */
    private static long cpuNanos(String text) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long start = threads.getCurrentThreadCpuTime();
            TextExtractor.extract(text);
            best = Math.min(best, threads.getCurrentThreadCpuTime() - start);
        }
        return best;
    }

    @Test
    void anyTextIsRead() {
        long seed = 20261122;
        Random random = new Random(seed);
        String[] atoms = {
            "http",
            "hxxp",
            "://",
            "[.]",
            "(dot)",
            " dot ",
            "[@]",
            ".",
            "evil",
            "example",
            "192.0.2.1",
            "2001:db8::",
            "/",
            "\\",
            ":",
            "@",
            "%",
            "[",
            "]",
            "(",
            ")",
            " ",
            "\n",
            "é",
            "\ud800",
            "\udc00",
            "。",
            "\u200b",
            "T1059",
            "CVE-2021-44228",
            "-",
            "_",
            ","
        };
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(20); i >= 0; i--) {
                text.append(atoms[random.nextInt(atoms.length)]);
            }
            String input = text.toString();
            for (Mention mention : TextExtractor.extract(input).mentions()) {
                assertTrue(input.startsWith(mention.original(), mention.offset()), "seed " + seed + ": " + input);
                assertTrue(!mention.original().isEmpty(), "seed " + seed + ": " + input);
            }
        }
    }
}
