package org.commonwatch.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UpOptionsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            up --port 0                                      | quarkus.http.port      | 0
            --port=9090                                      | quarkus.http.port      | 9090
            up                                               | quarkus.http.port      | 8080
            up                                               | quarkus.http.host      | 127.0.0.1
            up --bind ::1                                    | quarkus.http.host      | ::1
            up --bind 192.0.2.1 --insecure-http              | quarkus.http.host      | 192.0.2.1
            up --sample                                      | commonwatch.sample     | true
            up                                               | commonwatch.sample     | false
            up --home /tmp/a=b                               | commonwatch.home       | /tmp/a=b
            up --home=/tmp/a=b                               | commonwatch.home       | /tmp/a=b
            up --bind 192.0.2.1 --behind-proxy https://a.example | commonwatch.public-url | https://a.example
            """)
    void turnsOptionsIntoSettings(String line, String property, String value) throws WrongUsage {
        Map<String, String> properties = UpOptions.parse(line.split(" ")).toProperties();
        assertEquals(value, properties.get(property), line);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            up down                                     | unknown argument 'down'
            up --prot 1                                 | unknown argument '--prot'
            up --port                                   | --port needs a value
            up --port many                              | --port must be 0 to 65535, not many
            up --port 65536                             | --port must be 0 to 65535, not 65536
            up --port -1                                | --port must be 0 to 65535, not -1
            up --sample=no                              | --sample takes no value
            up --port 1 --port 2                        | --port stands twice
            up --tls-cert a.pem                         | --tls-cert and --tls-key go together
            up --tls-cert no.pem --tls-key no.pem       | --tls-cert: cannot read no.pem
            up --behind-proxy http://a.example          | --behind-proxy takes the https:// address
            up --behind-proxy a{b                       | --behind-proxy takes the https:// address
            up --bind 192.0.2.1                         | refusing to serve plain HTTP on 192.0.2.1
            """)
    void refusesWithTheReason(String line, String reason) {
        WrongUsage wrong = assertThrows(WrongUsage.class, () -> UpOptions.parse(line.split(" ")));
        assertTrue(String.valueOf(wrong.getMessage()).startsWith(reason), wrong.getMessage());
    }

    @Test
    void showsEveryOptionInTheHelp() throws WrongUsage {
        assertTrue(UpOptions.parse("up", "-h").isHelp());
        for (UpOption option : UpOption.values()) {
            assertTrue(UpOption.help().contains("  " + option.word()), option.word());
        }
    }
}
