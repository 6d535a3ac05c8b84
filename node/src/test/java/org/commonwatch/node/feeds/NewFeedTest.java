package org.commonwatch.node.feeds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NewFeedTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name          | 'x y'",
                "name          | 'X'",
                "name          | '../x'",
                "kind          | 'rss'",
                "url           | 'ftp://a.example/'",
                "url           | 'a.example'",
                "url           | 'https:///x'",
                "url           | 'https://u:p@a.example/'",
                "url           | 'https://a.example/#x'",
                "url           | 'https://a b.example/'",
                "every_minutes | 4",
                "every_minutes | 10081",
                "every_minutes | 1.5",
                "every_minutes | 'often'",
                "header        | 'Authorization'",
                "vanished      | 'forget'",
                "columns       | 'ioc'",
                "licence       | 7",
                "colour        | 'blue'"
            })
    void refusesWhatIsNoFeed(String property, String value) {
        boolean number = value.matches("[0-9.]+");
        Refused refused = assertThrows(Refused.class, () -> read(property, number ? value : "\"" + value + "\""));
        String path = refused.refusal().path();
        assertEquals(property.equals("columns") ? "" : "/" + property, path.equals("/columns") ? "" : path);
        assertFalse(refused.refusal().toString().contains("u:p"), "a password is not repeated");
    }

    @Test
    void fillsInWhatWasLeftOut() throws Refused {
        NewFeed feed = read("licence", "\"CC0\"");
        assertEquals(NewFeed.EVERY_MINUTES_DEFAULT, feed.everyMinutes());
        assertEquals(Vanished.KEEP, feed.vanished());
        assertEquals(Optional.empty(), feed.header());
        assertEquals("CC0", feed.licence());
    }

    private static NewFeed read(String property, String value) throws Refused {
        StringBuilder json = new StringBuilder("{");
        if (!property.equals("name")) {
            json.append("\"name\":\"good\",");
        }
        if (!property.equals("kind")) {
            json.append("\"kind\":\"csv\",");
        }
        if (!property.equals("url")) {
            json.append("\"url\":\"https://a.example/list\",");
        }
        json.append('"').append(property).append("\":").append(value).append('}');
        return NewFeed.read(json.toString().getBytes(StandardCharsets.UTF_8));
    }
}
