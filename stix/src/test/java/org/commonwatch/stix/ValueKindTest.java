package org.commonwatch.stix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueKindTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        ipv4         | 198.51.100.7                       | 198.51.100.7
        ipv4         | 198.51.100.07                      |
        ipv4         | 198.51.100                         |
        ipv4         | 198.51.100.7.1                     |
        ipv4         | 198.51.100.256                     |
        ipv6         | 2001:0DB8:0:0:0:0:0:0001           | 2001:db8::1
        ipv6         | 2001:db8::                         | 2001:db8::
        ipv6         | ::                                 | ::
        ipv6         | ::1                                | ::1
        ipv6         | 2001:db8:0:1:0:0:0:1               | 2001:db8:0:1::1
        ipv6         | 2001:db8:0:0:1:0:0:1               | 2001:db8::1:0:0:1
        ipv6         | 2001:db8:0:1:1:1:1:1               | 2001:db8:0:1:1:1:1:1
        ipv6         | ::ffff:192.0.2.1                   | ::ffff:c000:201
        ipv6         | fe80::1%eth0                       | fe80::1
        ipv6         | 1:2:3:4:5:6:7                      |
        ipv6         | 1:2:3:4:5:6:7:8:9                  |
        ipv6         | 1::2::3                            |
        ipv6         | 1:2:3:4:5:6:7::8                   |
        ipv6         | :::                                |
        ipv6         | 12345::                            |
        cidr         | 198.51.100.77/24                   | 198.51.100.0/24
        cidr         | 198.51.100.7/32                    | 198.51.100.7/32
        cidr         | 203.0.113.9/0                      | 0.0.0.0/0
        cidr         | 2001:db8:ffff::1/33                | 2001:db8:8000::/33
        cidr         | 198.51.100.7/33                    |
        cidr         | 198.51.100.7/                      |
        domain       | Lure.EXAMPLE.                      | lure.example
        domain       | bücher.example                     | xn--bcher-kva.example
        domain       | _dmarc.lure.example                | _dmarc.lure.example
        domain       | 198.51.100.7                       |
        domain       | a..example                         |
        domain       | lure example                       |
        url          | HTTP://Lure.Example:80             | http://lure.example/
        url          | https://u@Lure.example:443/A?b=C#d | https://u@lure.example/A?b=C
        url          | https://lure.example:8443/         | https://lure.example:8443/
        url          | lure.example/a                     |
        email        | Shift@Lure.Example                 | shift@lure.example
        email        | nobody                             |
        mac          | 00-00-5E-00-53-01                  | 00:00:5e:00:53:01
        asn          | AS64496                            | 64496
        asn          | 64496                              | 64496
        md5          | 098F6BCD4621D373CADE4E832627B4F6   | 098f6bcd4621d373cade4e832627b4f6
        md5          | 098f6bcd                           |
        registry-key | HKLM\\Software\\Heron              | hkey_local_machine\\software\\heron
        registry-key | HKEY_CURRENT_USER\\A               | hkey_current_user\\a
        cve          | cve-2026-12345                     | CVE-2026-12345
        cve          | CVE-2026-123                       |
        attack-id    | t1566.002                          | T1566.002
        attack-id    | TA0001                             | TA0001
        attack-id    | DET0123                            | DET0123
        attack-id    | T15                                |
        attack-id    | T1566.2                            |
        """)
    void writesEachValueInOneForm(String word, String text, @Nullable String expected) {
        ValueKind kind = ValueKind.ofWord(word).orElseThrow();
        Optional<String> normal = kind.normalise(text);
        assertEquals(Optional.ofNullable(expected), normal);
        normal.ifPresent(value -> assertEquals(normal, kind.normalise(value), "normal forms stay as they are"));
    }

    @Test
    void takesNothingTooLongOrBlank() {
        for (ValueKind kind : ValueKind.values()) {
            assertEquals(Optional.empty(), kind.normalise(" "));
            assertEquals(Optional.empty(), kind.normalise("a".repeat(ValueKind.VALUE_CHARS_MAX + 1)));
        }
    }
}
