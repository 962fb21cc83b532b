package dev.lamarck.engine.call;

import dev.lamarck.contract.Heartbeat;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import org.jspecify.annotations.Nullable;

/** Lets every activity of an engine be heard that is expected to be; what it waits for is MLflow, never itself. */
public final class Heartbeats extends WorkerInterceptorBase {

    @Override
    public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
        return new Heard(next);
    }

    private static final class Heard extends ActivityInboundCallsInterceptorBase {

        private @Nullable ActivityExecutionContext context;

        Heard(ActivityInboundCallsInterceptor next) {
            super(next);
        }

        @Override
        public void init(ActivityExecutionContext initial) {
            context = initial;
            super.init(initial);
        }

        @Override
        public ActivityOutput execute(ActivityInput input) {
            if (context == null
                    || context.getInfo().isLocal()
                    || context.getInfo().getHeartbeatTimeout().isZero()) {
                return super.execute(input);
            }
            try (Heartbeat _ = Heartbeat.of(context)) {
                return super.execute(input);
            }
        }
    }
}
