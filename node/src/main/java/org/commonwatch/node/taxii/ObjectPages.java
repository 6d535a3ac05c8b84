package org.commonwatch.node.taxii;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.commonwatch.node.sharing.Item;
import org.commonwatch.node.sharing.Items.Page;
import org.commonwatch.node.spine.Payloads;
import org.commonwatch.node.spine.Payloads.Slice;

/** Writes envelope pages: the accepted bytes of the objects between a few constant ones, in one array. */
@ApplicationScoped
class ObjectPages {
    private static final byte[] HEAD_LAST = ascii("{\"more\":false,\"objects\":[");
    private static final byte[] TAIL = ascii("]}");

    private final Payloads payloads;

    @Inject
    ObjectPages(Payloads payloads) {
        this.payloads = payloads;
    }

    byte[] write(Page page, int log) {
        byte[] head = page.more()
                ? ascii("{\"more\":true,\"next\":\"" + new PageToken(page.lastKey()).text() + "\",\"objects\":[")
                : HEAD_LAST;
        List<Item> items = page.items();
        int size = head.length + TAIL.length + Math.max(0, items.size() - 1);
        for (Item item : items) {
            size += item.length();
        }
        byte[] out = new byte[size];
        System.arraycopy(head, 0, out, 0, head.length);
        int at = head.length;
        int from = 0;
        while (from < items.size()) {
            int to = endOfEntry(items, from);
            List<Slice> slices = items.subList(from, to).stream()
                    .map(item -> new Slice(item.offset(), item.length()))
                    .toList();
            at = payloads.copy(log, items.get(from).key().entry(), slices, out, at);
            from = to;
            if (from < items.size()) {
                out[at++] = ',';
            }
        }
        System.arraycopy(TAIL, 0, out, at, TAIL.length);
        return out;
    }

    private static int endOfEntry(List<Item> items, int from) {
        long entry = items.get(from).key().entry();
        int to = from + 1;
        while (to < items.size() && items.get(to).key().entry() == entry) {
            to++;
        }
        return to;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
