package org.commonwatch.stix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonwatch.stix.StixCheck.Line;
import org.commonwatch.stix.StixCheck.Result;
import org.junit.jupiter.api.Test;

class StixCheckTest {
    private static final Validation VALIDATION = new Validation(PatternChecker.NONE);

    private static Result check(byte[] input, List<Line> lines) throws IOException {
        return StixCheck.run(new ByteArrayInputStream(input), VALIDATION, lines::add);
    }

    @Test
    void findsTheSamplesClean() throws IOException {
        List<Line> lines = new ArrayList<>();
        Result result = check(Samples.bytes("every-type.json"), lines);
        assertEquals(new Result(56, 0, 0, 0, true), result);
        assertTrue(result.clean());
        assertEquals(List.of(), lines);
    }

    @Test
    void saysWhereEachProblemIs() throws IOException {
        String id = "url--11111111-5a1e-4c0d-9e57-00c0ffee0001";
        String input = "[{\"type\":\"url\",\"id\":\"" + id + "\",\"value\":\"no\"},{\"type\":\"url\",\"id\":\"" + id
                + "\",\"value\":NaN}, nope";
        List<Line> lines = new ArrayList<>();
        Result result = check(input.getBytes(UTF_8), lines);
        assertEquals(new Result(1, 2, 3, 1, false), result);
        assertEquals(
                List.of("0 /value stix-value-form", "0 /id stix-id-version", "1 /1/value json-not-finite"),
                lines.subList(0, 3).stream()
                        .map(line -> line.position() + " " + line.problem().path() + " "
                                + line.problem().rule())
                        .toList());
        assertEquals(Optional.of(id), lines.get(1).id());
        assertEquals("json-malformed", lines.get(3).problem().rule());
    }

    @Test
    void checksObjectsOf20AsWhatTheyBecome() throws IOException {
        List<Line> lines = new ArrayList<>();
        Result result = check(Samples.bytes("stix20.json"), lines);
        assertEquals(0, result.musts(), lines::toString);
    }
}
