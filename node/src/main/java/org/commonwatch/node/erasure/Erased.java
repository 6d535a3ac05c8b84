package org.commonwatch.node.erasure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * A member's word that its node holds nothing any more of what an order names.
 *
 * @param order index of the order's entry in the same log
 */
record Erased(long order) {
    ObjectNode body() {
        return JsonNodeFactory.instance.objectNode().put("order", order);
    }

    static Erased read(JsonNode body) throws Refused {
        JsonNode order = body.path("order");
        if (!order.isIntegralNumber() || !order.canConvertToLong() || order.longValue() < 0) {
            throw Refusal.of("erased-order", "/order", "An entry's index is a whole number from 0.")
                    .toException();
        }
        return new Erased(order.longValue());
    }
}
