package dev.lamarck.cli.chaos;

/** Something that goes wrong while a study runs, and when. */
sealed interface Fault {

    /** The moment at which it strikes. */
    Moment at();

    /** What it is called in the table: its kind and whom it strikes. */
    String kind();

    /** How many slices may have to be repeated because of it, at most. */
    int slotsAtRisk(int slots);

    /** True if nothing is heard of what a worker trains, while it lasts or for ever. */
    default boolean silencesWorkers() {
        return switch (this) {
            case Kill kill -> kill.target() == Target.WORKER || kill.target() == Target.TEMPORAL;
            case Stop stop -> stop.target() == Target.WORKER || stop.target() == Target.TEMPORAL;
            case Cut cut -> cut.link() == Link.WORKER_TEMPORAL;
            case Delay delay -> delay.link() == Link.WORKER_TEMPORAL;
            case FullDisk _, ClockJump _ -> false;
        };
    }

    /**
     * A moment in the life of a study: so long after so many of its slices have ended.
     *
     * @param slices from 0
     */
    record Moment(int slices, int millisLater) {}

    /**
     * kill -9; the process is started again.
     *
     * @param which of several of the kind, taken modulo how many there are
     * @param downMillis how long nothing starts it
     */
    record Kill(Target target, int which, Moment at, int downMillis) implements Fault {

        @Override
        public String kind() {
            return "kill " + target.label();
        }

        @Override
        public int slotsAtRisk(int slots) {
            return target.slotsAtRisk(slots);
        }
    }

    /**
     * SIGSTOP, and SIGCONT late.
     *
     * @param which of several of the kind, taken modulo how many there are
     */
    record Stop(Target target, int which, Moment at, int stoppedMillis) implements Fault {

        @Override
        public String kind() {
            return "stop " + target.label();
        }

        @Override
        public int slotsAtRisk(int slots) {
            return target.slotsAtRisk(slots);
        }
    }

    /** Connections are reset and new ones are too, for a while. */
    record Cut(Link link, Moment at, int millis) implements Fault {

        @Override
        public String kind() {
            return "cut " + link.label();
        }

        @Override
        public int slotsAtRisk(int slots) {
            return link.slotsAtRisk(slots);
        }
    }

    /** What is sent arrives late, for a while. */
    record Delay(Link link, Moment at, int millis, int latencyMillis) implements Fault {

        @Override
        public String kind() {
            return "delay " + link.label();
        }

        @Override
        public int slotsAtRisk(int slots) {
            return link.slotsAtRisk(slots);
        }
    }

    /** The disk under the artifact store has no room, as an engine or a worker sees it, for a while. */
    record FullDisk(Target target, Moment at, int millis) implements Fault {

        /** A slice that cannot be stored is repeated, after growing pauses, until there is room. */
        private static final int TRIES = 5;

        @Override
        public String kind() {
            return "full disk " + target.label();
        }

        @Override
        public int slotsAtRisk(int slots) {
            return target.slotsAtRisk(slots) * TRIES;
        }
    }

    /** The clock of an engine or a worker jumps and, after a while, jumps back. */
    record ClockJump(Target target, Moment at, int millis, int jumpSeconds) implements Fault {

        @Override
        public String kind() {
            return "clock " + target.label();
        }

        @Override
        public int slotsAtRisk(int slots) {
            return 0;
        }
    }
}
