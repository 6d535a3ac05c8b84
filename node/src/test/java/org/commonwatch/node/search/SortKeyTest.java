package org.commonwatch.node.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.commonwatch.values.Carried;
import org.commonwatch.values.IndicatorValue;
import org.commonwatch.values.ValueKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SortKeyTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ipv4         | 192.0.2.1
            ipv6         | 2001:db8::1
            cidr         | 198.51.100.0/24
            cidr         | 0.0.0.0/0
            cidr         | 2001:db8::/32
            domain       | www.evil.example
            domain       | evil.com
            domain       | *.evil.co.uk
            url          | http://www.evil.example/a/b?c=d
            url          | https://user:pw@evil.com:8443/x
            url          | http://192.0.2.1:8080/x
            url          | http://[2001:db8::1]/x
            email        | first.last@mail.evil.example
            mac          | 00:00:5e:00:53:01
            asn          | AS64496
            asn          | AS4294967295
            md5          | 44d88612fea8a8f36de82e1278abb02f
            sha256       | 275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f
            filename     | evil.exe
            mutex        | Global\\MutexOne
            registry-key | hkey_local_machine\\software\\evil
            cve          | CVE-2021-44228
            attack-id    | T1059.001
            """)
    void readsBackWhatItStored(String kind, String text) {
        SortKey key = key(kind, text);
        assertEquals(text, key.value());
        assertEquals(text, SortKey.stored(key.order().number(), key.bytes()).value());
    }

    /** Each row begins with the bytes of the one it names: then everything below stands in one range. */
    @ParameterizedTest
    @CsvSource({
        "domain, evil.example, domain, www.evil.example, true",
        "domain, evil.com, domain, a.b.evil.com, true",
        "domain, evil.example, domain, notevil.example, false",
        "domain, evil.example, domain, evil.example.org, false",
        "url, http://evil.example/a, url, http://evil.example/ab, true",
        "url, http://evil.example/a, url, https://evil.example/ab, false",
    })
    void keepsWhatStandsBelowTogether(String kind, String above, String otherKind, String below, boolean together) {
        SortKey from =
                kind.equals("domain") ? SortKey.text(ValueOrder.DOMAIN, HostKey.of(above) + ".") : key(kind, above);
        SortKey to = from.end();
        SortKey found = key(otherKind, below);
        assertEquals(together, found.compareTo(from) >= 0 && found.compareTo(to) < 0);
    }

    @Test
    void ordersAddressesAsNumbers() {
        List<String> rising =
                List.of("0.0.0.0", "9.255.255.255", "10.0.0.0", "127.255.255.255", "128.0.0.0", "255.255.255.255");
        for (int i = 1; i < rising.size(); i++) {
            assertTrue(key("ipv4", rising.get(i - 1)).compareTo(key("ipv4", rising.get(i))) < 0);
        }
    }

    @Test
    void findsAnIpv4AddressInIpv6ClothesAsItself() {
        assertEquals(key("ipv4", "192.0.2.1"), key("ipv6", "::ffff:192.0.2.1"));
    }

    @Test
    void cutsLongTextsAndKeepsThemApart() {
        String start = "http://evil.example/" + "a".repeat(1_500);
        SortKey one = key("url", start + "1");
        SortKey other = key("url", start + "2");
        assertEquals(SortKey.TEXT_BYTES_MAX, one.bytes().length);
        assertTrue(one.compareTo(other) != 0);
        assertEquals(one, key("url", start + "1"));
        assertTrue(
                one.value().startsWith("http://evil.example/aaa") && one.value().endsWith("…"));
    }

    @Test
    void leavesOutWhatHasNoPlace() {
        assertTrue(SortKey.of(IndicatorValue.of(ValueKind.MUTEX, "a\u0001b")).isEmpty());
        assertTrue(SortKey.of(IndicatorValue.of(ValueKind.ASN, "AS4294967296")).isEmpty());
    }

    @Test
    void packsKeysOfEveryLogAndBack() {
        Random random = new Random(5);
        for (int i = 0; i < 10_000; i++) {
            int log = random.nextInt(random.nextBoolean() ? 4 : 1024);
            long key = new org.commonwatch.node.spine.ItemKey(
                            log, random.nextLong() >>> (26 + random.nextInt(30)), random.nextInt(10_000))
                    .toLong();
            long place = Place.of(key);
            // The same as the column value.key says.
            long back = (place & 3) == 3 ? (place >> 2) & 0x3fffffffffffffffL : ((place & 3) << 52) | (place >> 2);
            assertEquals(key, back);
        }
    }

    private static SortKey key(String kind, String text) {
        IndicatorValue value =
                Carried.value(ValueKind.ofWord(kind).orElseThrow(), text).orElseThrow();
        return SortKey.of(value).orElseThrow();
    }
}
