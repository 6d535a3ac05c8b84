package org.commonwatch.node.sources;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.commonwatch.kernel.Refused;
import org.junit.jupiter.api.Test;

/** Descriptions of MQTT sources: which are taken, as what, and what is said of the others. */
class NewMqttTest {
    private static final String GOOD = "\"broker\":\"mqtt://broker.example\",\"topic\":\"logs/#\"";

    private record Case(String properties, String refusedAt) {}

    @Test
    void refusesWhatIsNoBrokerTopicOrLogin() {
        List<Case> cases = List.of(
                new Case("\"topic\":\"logs/#\"", "/broker"),
                new Case("\"broker\":\"http://broker.example\",\"topic\":\"a\"", "/broker"),
                new Case("\"broker\":\"mqtt://me:hush-hush@broker.example\",\"topic\":\"a\"", "/broker"),
                new Case("\"broker\":\"mqtt://broker.example/path\",\"topic\":\"a\"", "/broker"),
                new Case("\"broker\":\"mqtt://broker.example:70000\",\"topic\":\"a\"", "/broker"),
                new Case("\"broker\":\"mqtt://broker.example\"", "/topic"),
                new Case("\"broker\":\"mqtt://broker.example\",\"topic\":\"logs/#/more\"", "/topic"),
                new Case("\"broker\":\"mqtt://broker.example\",\"topic\":\"logs/a+\"", "/topic"),
                new Case("\"broker\":\"mqtt://broker.example\",\"topic\":\"a\\u0000b\"", "/topic"),
                new Case("\"broker\":\"mqtt://broker.example\",\"topic\":\"$share/alone\"", "/topic"),
                new Case(GOOD + ",\"client\":\"two words\"", "/client"),
                new Case(GOOD + ",\"password\":\"hush-hush\"", "/user"),
                new Case(GOOD + ",\"user\":\"me\",\"password\":\"hush-hush\\nX: y\"", "/password"),
                new Case(GOOD + ",\"keep_hours\":0", "/keep_hours"),
                new Case(GOOD + ",\"path\":\"/var/log\"", "/path"));
        for (Case one : cases) {
            Refused refused = assertThrows(Refused.class, () -> read(one.properties()), one.properties());
            assertEquals(one.refusedAt(), refused.refusal().path(), one.properties());
            assertFalse(refused.refusal().toString().contains("hush-hush"), "a secret is not echoed");
        }
    }

    @Test
    void showsEverythingButThePassword() throws Refused {
        Settings settings = read(GOOD + ",\"user\":\"me\",\"password\":\"hush-hush\",\"client\":\"node-7\"");
        assertEquals(
                "{\"broker\":\"mqtt://broker.example\",\"topic\":\"logs/#\",\"client\":\"node-7\",\"keep_hours\":168,"
                        + "\"user\":\"me\",\"password_set\":true}",
                settings.shown().toString());
        assertEquals(settings, Settings.read(SourceKind.MQTT, settings.json()), "what was taken reads again");
        assertFalse(settings.toString().contains("hush-hush"));
    }

    @Test
    void takesFiltersOfEveryKind() throws Refused {
        for (String topic : List.of("#", "+", "logs/+/dns", "logs//x", "$share/nodes/logs/#", "über/wacht")) {
            read("\"broker\":\"MQTTS://broker.example:9000\",\"topic\":\"" + topic + "\"");
        }
    }

    private static Settings read(String properties) throws Refused {
        String body = "{\"name\":\"queue\",\"kind\":\"mqtt\"," + properties + "}";
        return NewSource.read(body.getBytes(StandardCharsets.UTF_8)).settings();
    }
}
