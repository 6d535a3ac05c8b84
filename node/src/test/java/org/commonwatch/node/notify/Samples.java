package org.commonwatch.node.notify;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.commonwatch.node.matching.HitListener.Occasion;
import org.commonwatch.node.matching.HitNotice;
import org.commonwatch.stix.Tlp;

/** Messages for the tests of what goes over the wire. */
final class Samples {
    /** What a line of a log may say of itself: it must stay text wherever it goes. */
    static final String HOSTILE = "a]b\"c\\d\r\nBcc: all@evil.example\n\u202e\u0000";

    private Samples() {}

    static Message hit(String asset, Optional<String> line) {
        HitNotice notice = new HitNotice(
                7,
                "indicator--00000000-0000-4000-8000-000000000001",
                "http://login.harbour.example/x",
                "url",
                "http://login.harbour.example/x",
                "active",
                Optional.of("csirt"),
                Optional.of(70),
                "proxy",
                "user",
                asset,
                LocalDate.parse("2026-11-25"),
                2,
                1,
                0,
                NotifyFixture.START.minusSeconds(60),
                NotifyFixture.START.minusSeconds(1),
                "new",
                true,
                Tlp.AMBER_STRICT,
                line);
        return message(
                Form.HIT,
                List.of(new Message.Told(notice, Occasion.NEW, "https://node.example/hits/7")),
                new Message.Totals(1, 3, 2, 1, 0, 1, 1, 0));
    }

    static Message digest() {
        Message one = hit("10.1.2.3", Optional.empty());
        return message(Form.DIGEST, one.hits(), new Message.Totals(31, 90, 60, 30, 0, 4, 9, 5));
    }

    static Message test() {
        return message(Form.TEST, List.of(), new Message.Totals(0, 0, 0, 0, 0, 0, 0, 0));
    }

    private static Message message(Form form, List<Message.Told> told, Message.Totals totals) {
        return new Message(
                "d-00112233445566778899aabbccddeeff",
                form,
                "soc",
                "https://node.example",
                NotifyFixture.START,
                form == Form.TEST ? Tlp.CLEAR : Tlp.AMBER_STRICT,
                told,
                totals);
    }
}
