package org.commonwatch.node.defence;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.node.matching.ActiveValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each format against its specification: one row a value, as it must stand in the file, or nothing where it must not. */
class FeedFormatTest {
    private static final long SECOND = 1_780_000_000L;
    private static final String ID = "indicator--00000000-0000-4000-8000-000000000001";

    /** What somebody may put into a value or a name of a source to say more than one value. */
    private static final List<String> HOSTILE = List.of(
            "a.example\n0.0.0.0 bank.example",
            "a.example\r\nb.example",
            "a.example CNAME .\nbank.example",
            "a.example;b",
            "a.example\tIntel::DOMAIN\tx",
            "a.example\u2028b.example",
            "a.example\u0085b.example",
            "a.example\u000bb.example",
            "\"; sid:1; rev:1;)\nalert ip any any -> any any (sid:2;)",
            "\\\"; sid:1;) #",
            "$INCLUDE /etc/passwd",
            "*.example",
            "*",
            ".",
            "-",
            "(empty)",
            "#fields\tindicator",
            "; comment",
            "a.example # b",
            "a.example\u0000",
            "\ud800.example",
            "\u202eelpmaxe.a",
            "32.4.3.2.1.rpz-ip",
            "a.rpz-nsdname",
            "0.0.0.0/0",
            "::/0",
            "1.2.3.4/33",
            "1.2.3.4 any -> any any (sid:1;)",
            "com",
            "co.uk",
            "x".repeat(64) + ".example",
            ("a".repeat(60) + ".").repeat(4) + "example");

    private static ActiveValue value(MatchKind kind, String text) {
        return new ActiveValue(kind, text, ID, "feed", 1);
    }

    private static String written(FeedFormat format, ActiveValue... values) {
        List<ActiveValue> fitting =
                List.of(values).stream().filter(format::fits).toList();
        StringBuilder out = new StringBuilder();
        try {
            format.write(fitting, SECOND, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    private static String body(FeedFormat format, String kind, String text) {
        return written(format, value(MatchKind.ofWord(kind).orElseThrow(), text))
                .lines()
                .filter(line -> !line.startsWith("$TTL") && !line.startsWith("@") && !line.startsWith("#fields"))
                .collect(joining(" | "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
                    plain    ! ipv4   ! 203.0.113.5          ! 203.0.113.5
                    plain    ! cidr   ! 203.0.113.0/24       ! 203.0.113.0/24
                    plain    ! url    ! http://a.example/x#y ! http://a.example/x#y
                    plain    ! cidr   ! 0.0.0.0/0            ! ''
                    plain    ! filename ! #x.exe             ! ''
                    hosts    ! domain ! a.example            ! 0.0.0.0 a.example
                    hosts    ! domain ! _x.a.example         ! 0.0.0.0 _x.a.example
                    hosts    ! domain ! co.uk                ! ''
                    hosts    ! domain ! *.a.example          ! ''
                    hosts    ! domain ! intranet             ! ''
                    rpz      ! domain ! a.example            ! a.example CNAME . | *.a.example CNAME .
                    rpz      ! domain ! 32.4.3.2.1.rpz-ip    ! ''
                    rpz      ! ipv4   ! 192.0.2.1            ! 32.1.2.0.192.rpz-ip CNAME .
                    rpz      ! cidr   ! 192.0.2.0/24         ! 24.0.2.0.192.rpz-ip CNAME .
                    rpz      ! ipv6   ! 2001:db8::1          ! 128.1.zz.db8.2001.rpz-ip CNAME .
                    rpz      ! ipv6   ! ::1                  ! 128.1.zz.rpz-ip CNAME .
                    rpz      ! ipv6   ! 2001:db8:0:1:2:3:4:5 ! 128.5.4.3.2.1.0.db8.2001.rpz-ip CNAME .
                    rpz      ! ipv6   ! 2001:db8::1:0:0:1    ! 128.1.0.0.1.zz.db8.2001.rpz-ip CNAME .
                    rpz      ! cidr   ! 2001:db8::/32        ! 32.zz.db8.2001.rpz-ip CNAME .
                    rpz      ! cidr   ! 2000::/3             ! ''
                    zeek     ! ipv4   ! 192.0.2.1            ! 192.0.2.1<T>Intel::ADDR
                    zeek     ! ipv6   ! 2001:db8::1          ! 2001:db8::1<T>Intel::ADDR
                    zeek     ! cidr   ! 192.0.2.0/24         ! 192.0.2.0/24<T>Intel::SUBNET
                    zeek     ! domain ! a.example            ! a.example<T>Intel::DOMAIN
                    zeek     ! url    ! https://a.example/x  ! a.example/x<T>Intel::URL
                    zeek     ! email  ! x@a.example          ! x@a.example<T>Intel::EMAIL
                    zeek     ! md5    ! d41d8cd98f00b204e9800998ecf8427e ! d41d8cd98f00b204e9800998ecf8427e<T>Intel::FILE_HASH
                    zeek     ! filename ! a\\x41.exe         ! a\\x5cx41.exe<T>Intel::FILE_NAME
                    zeek     ! filename ! -                  ! \\x2d<T>Intel::FILE_NAME
                    """)
    void writesAsTheSpecificationSays(String word, String kind, String text, String expected) {
        FeedFormat format = FeedFormat.named(word).orElseThrow();
        String whole = expected.replace("<T>", "\t") + (word.equals("zeek") ? "\tCommonwatch: feed\t" + ID : "");
        assertEquals(whole, body(format, kind, text));
    }

    @Test
    void zeekFilesBeginWithTheirFields() {
        assertTrue(written(new ZeekIntel()).startsWith("#fields\tindicator\tindicator_type\tmeta.source\tmeta.desc\n"));
    }

    @Test
    void zonesBeginWithTheirAuthority() {
        assertEquals("""
                $TTL 300
                @ SOA localhost. root.localhost. 1780000000 300 60 2592000 300
                @ NS localhost.
                """, written(new Rpz()));
    }

    @Test
    void suricataRulesCatchTheNameAndWhatIsBelow() {
        String rules = written(new SuricataRules(), value(MatchKind.DOMAIN, "a.example"))
                .replaceAll("sid:[0-9]+", "sid:N");
        assertEquals("""
                alert dns any any -> any any (dns.query; dotprefix; content:".a.example"; nocase; endswith; \
                msg:"Commonwatch domain a.example by feed"; sid:N; rev:1;)
                alert tls any any -> any any (tls.sni; dotprefix; content:".a.example"; nocase; endswith; \
                msg:"Commonwatch domain a.example by feed"; sid:N; rev:1;)
                alert http any any -> any any (http.host; dotprefix; content:".a.example"; endswith; \
                msg:"Commonwatch domain a.example by feed"; sid:N; rev:1;)
                """, rules);
        assertEquals(
                """
                alert ip any any <> 2001:db8::1 any (msg:"Commonwatch ipv6 2001\\:db8\\:\\:1 by feed"; sid:N; rev:1;)
                """,
                written(new SuricataRules(), value(MatchKind.IPV6, "2001:db8::1"))
                        .replaceAll("sid:[0-9]+", "sid:N"));
    }

    @Test
    void suricataReadsDigestsFromListsBeside() {
        String rules = written(
                new SuricataRules(),
                value(MatchKind.MD5, "d41d8cd98f00b204e9800998ecf8427e"),
                value(MatchKind.MD5, "d41d8cd98f00b204e9800998ecf8427f"));
        assertEquals(4, rules.lines().count(), "one rule a protocol, however many digests");
        assertTrue(rules.contains("filemd5:commonwatch-md5.txt;"), rules);
        assertFalse(new SuricataRules().usual().contains(MatchKind.MD5), "only when asked: the list must be there");
    }

    /** Nothing that a value or a source says ends its line, its field or its rule. */
    @Test
    void noValueSaysMoreThanItself() {
        Map<String, Pattern> line = Map.of(
                "plain", Pattern.compile("[^\\p{Cntrl}\\u0085\\u2028\\u2029#][^\\p{Cntrl}\\u0085\\u2028\\u2029]*"),
                "hosts", Pattern.compile("0\\.0\\.0\\.0 [a-z0-9_-]+(\\.[a-z0-9_-]+)+"),
                "rpz", Pattern.compile("\\$TTL 300|@ (SOA|NS) .*|(\\*\\.)?[a-z0-9_-]+(\\.[a-z0-9_-]+)+ CNAME \\."),
                "zeek", Pattern.compile("(#fields\\t|[^\\t\\p{Cntrl}#])[^\\t\\p{Cntrl}]*(\\t[^\\t\\p{Cntrl}]+){2,3}"),
                "suricata",
                        Pattern.compile("alert [a-z]+ [^(;\"]+ \\(([^\"]*content:\"[a-z0-9._-]+\";[^\"]*)?"
                                + "msg:\"([^\\\\\";]|\\\\[\\\\\";:])*\"; sid:[0-9]+; rev:1;\\)"));
        int written = 0;
        for (FeedFormat format : FeedFormat.all()) {
            Pattern allowed = Objects.requireNonNull(line.get(format.word()), format.word());
            for (MatchKind kind : format.kinds()) {
                for (String hostile : HOSTILE) {
                    ActiveValue said = new ActiveValue(kind, hostile, ID, hostile, 1);
                    ActiveValue source = new ActiveValue(kind, ordinary(kind), ID, hostile, 1);
                    assertTrue(format.fits(source), () -> format.word() + " holds " + source);
                    written += format.fits(said) ? 1 : 0;
                    String all = written(format, said, source);
                    assertTrue(all.endsWith("\n"), all);
                    for (String each : all.split("\n", -1)) {
                        boolean files = each.contains("; file" + kind.word() + ":");
                        assertTrue(
                                each.isEmpty() || files || allowed.matcher(each).matches(),
                                () -> format.word() + " of " + said + ": " + each);
                    }
                    long most = 2 * written(format, source).lines().count();
                    assertTrue(all.lines().count() <= most, () -> format.word() + " of " + said + ": " + all);
                }
            }
        }
        assertTrue(written > 0, "some of it is one odd value and nothing more");
    }

    private static String ordinary(MatchKind kind) {
        return switch (kind) {
            case IPV4 -> "203.0.113.5";
            case IPV6 -> "2001:db8::5";
            case CIDR -> "203.0.113.0/24";
            case DOMAIN -> "ordinary.example";
            case URL -> "http://ordinary.example/x";
            case EMAIL -> "x@ordinary.example";
            case MD5, SHA1, SHA256, SHA512 -> "0123456789abcdef".repeat(2);
            case FILENAME -> "x.exe";
            case LITERAL -> "text";
        };
    }

    @Test
    void ruleNumbersStayAndNeverMeet() {
        Set<Long> numbers = new HashSet<>();
        Sids first = new Sids();
        Sids second = new Sids();
        for (int i = 0; i < 100_000; i++) {
            long number = first.of("dns host" + i + ".example");
            assertEquals(number, second.of("dns host" + i + ".example"));
            assertTrue(numbers.add(number), "two rules of one number");
            assertTrue(number >= Sids.FIRST && number < Sids.FIRST + Sids.COUNT, "out of the range");
        }
        long alone = new Sids().of("dns host7.example");
        assertTrue(numbers.contains(alone), "a number does not depend on the others");
        Sids twice = new Sids();
        assertEquals(alone, twice.of("dns host7.example"));
        assertFalse(twice.of("dns host7.example") == alone, "what draws the same number draws again");
    }
}
