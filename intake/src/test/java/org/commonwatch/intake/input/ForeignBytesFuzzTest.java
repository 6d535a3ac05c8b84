package org.commonwatch.intake.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.commonwatch.intake.Intake;
import org.commonwatch.intake.Source;
import org.commonwatch.intake.Valid;
import org.commonwatch.intake.csv.ColumnMap;
import org.commonwatch.intake.warninglist.WarningLists;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code ./commonwatch test --fuzz}: any file gives valid objects and reasons, whatever format it is said to have. */
@Tag("fuzz")
class ForeignBytesFuzzTest {
    private static final Source SOURCE = Source.named("fuzz", Instant.parse("2026-01-02T03:04:05Z"));

    static Stream<byte[]> files() {
        return Stream.of(
                        "{\"Event\":{\"uuid\":\"0b988513-9535-42f0-9ebc-5d6aec2e1c79\",\"info\":\"a\",\"date\":\"2026-01-01\",\"timestamp\":\"1\","
                                + "\"Tag\":[{\"name\":\"tlp:green\"}],\"Attribute\":[{\"uuid\":\"0b988513-9535-42f0-9ebc-5d6aec2e1c70\","
                                + "\"type\":\"ip-dst|port\",\"category\":\"Network activity\",\"value\":\"192.0.2.1|80\",\"to_ids\":true,\"timestamp\":\"1\"}]}}",
                        "value,tlp,labels\n192.0.2.1,red,\"c2;bot\"\nevil.example,green,\n",
                        "The group used hxxp://evil[.]example and CVE-2026-0001 (T1059.001) from 192.0.2[.]1",
                        "{\"type\":\"bundle\",\"id\":\"bundle--5f0f1c9e-6d0f-4a6e-9f2f-3c1b1d9f0b11\",\"objects\":[]}")
                .map(text -> text.getBytes(UTF_8));
    }

    @MethodSource("files")
    @FuzzTest
    void file(byte[] bytes) throws IOException {
        read(bytes, Optional.empty());
        for (Format format : Format.values()) {
            read(bytes, Optional.of(format));
        }
    }

    private static void read(byte[] bytes, Optional<Format> format) throws IOException {
        List<Intake> results = new ArrayList<>();
        new InputReader(SOURCE, WarningLists.none(), ColumnMap.AUTOMATIC)
                .read(new ByteArrayInputStream(bytes), format, Optional.empty(), results::add);
        for (Intake result : results) {
            switch (result) {
                case Intake.Understood understood -> {
                    if (format.isPresent() && format.get() != Format.STIX) {
                        Valid.assertValid(understood.object());
                    }
                }
                case Intake.Rejected rejected ->
                    assertFalse(rejected.refusal().code().isEmpty());
            }
        }
    }
}
