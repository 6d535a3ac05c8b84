package org.commonwatch.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.junit.jupiter.api.Test;

class SafeTextTest {
    @Test
    void showsWhatATerminalWouldActOn() {
        String[][] table = {
            {"plain text", "plain text"},
            {"Häfen, 港, порт", "Häfen, 港, порт"},
            {"red \u001b[31m", "red \\x1b[31m"},
            {"bell \u0007", "bell \\x07"},
            {"C1 \u009b31m", "C1 \\x9b31m"},
            {"delete \u007f", "delete \\x7f"},
            {"turned \u202egnp.exe", "turned \\u202egnp.exe"},
            {"isolate \u2066x\u2069", "isolate \\u2066x\\u2069"},
            {"soft\u00adhyphen", "soft\\xadhyphen"},
            {"zero\u200bwidth", "zero\\u200bwidth"},
            {"joiner \u200d stays", "joiner \u200d stays"},
            {"two\nlines\tand tab\r", "two lines and tab "},
            {"separator \u2028", "separator \\u2028"},
            {"half \ud800", "half \\ud800"},
            {"tag \udb40\udc41", "tag \\U000e0041"},
            {"emoji \ud83d\ude80", "emoji \ud83d\ude80"},
        };
        for (String[] row : table) {
            assertEquals(row[1], SafeText.line(row[0]));
        }
    }

    @Test
    void keepsTheMeaningOfJson() throws JsonProcessingException {
        String title = "\u009b31m \u202e \udb40\udc41 \ud83d\ude80 ü";
        String json = Console.json().writeValueAsString(Json.object().put("title", title));
        String safe = SafeText.json(json);
        assertEquals(-1, safe.indexOf('\u202e'));
        assertEquals(-1, safe.indexOf('\u009b'));
        assertEquals(title, Console.json().readTree(safe).get("title").textValue());
    }
}
