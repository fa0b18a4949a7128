// The direct engine: unit propagation, then a search with backtracking for witnesses.
//
// A vehicle that was found is a witness for all its values at once: what it has can be chosen, what it has not can be
// left out. So the search prefers what no witness has shown yet, and a handful of witnesses settles a whole model. What
// has no witness in one direction is proved by the search that fails. Every search counts its work; when it is used up,
// nothing is claimed of what is still open.
#include <algorithm>
#include <cstddef>
#include <mutex>
#include <utility>

#include "configurator/engine.hpp"

namespace dealerkit {
inline namespace v1 {
namespace configurator {
namespace {

// Numbers of sets by literal.
class occurrences {
 public:
  void make(const constraint_model& model, const std::vector<literal_set>& sets) {
    starts_.assign(2 * std::size_t{model.variables} + 1, 0);
    for (const auto& set : sets)
      for (std::uint32_t i = 0; i < set.count; ++i) ++starts_[model.literals[set.first + i].code + 1];
    for (std::size_t i = 1; i < starts_.size(); ++i) starts_[i] += starts_[i - 1];
    items_.resize(starts_.back());
    auto next = starts_;
    for (std::uint32_t number = 0; number < sets.size(); ++number)
      for (std::uint32_t i = 0; i < sets[number].count; ++i)
        items_[next[model.literals[sets[number].first + i].code]++] = number;
  }
  [[nodiscard]] std::span<const std::uint32_t> of(literal one) const noexcept {
    return {items_.data() + starts_[one.code], items_.data() + starts_[one.code + 1]};
  }

 private:
  std::vector<std::uint32_t> starts_;
  std::vector<std::uint32_t> items_;
};

struct problem {
  constraint_model model;
  occurrences clauses_with;
  occurrences exclusive_with;
  std::vector<std::uint32_t> clause_sizes;
  std::vector<std::uint32_t> order;  // of decisions
};

// A partial assignment that grows and shrinks. Each clause counts the literals that are not false.
class assignment {
 public:
  void start(const problem& of, std::uint64_t work) {
    of_ = &of;
    truth_.assign(of.model.variables, unknown);
    reasons_.resize(of.model.variables);
    left_ = of.clause_sizes;
    trail_.clear();
    done_ = 0;
    work_ = work;
    conflict_ = {};
    in_conflict_ = false;
    for (const auto& clause : of.model.clauses) {
      if (clause.count == 0) fail(clause.from);
      if (clause.count == 1) assume(of.model.literals[clause.first], clause.from);
    }
  }

  [[nodiscard]] bool decided(std::uint32_t variable) const noexcept { return truth_[variable] != unknown; }
  [[nodiscard]] bool holds(literal one) const noexcept {
    return truth_[one.variable()] == (one.negated() ? is_false : is_true);
  }
  [[nodiscard]] std::size_t mark() const noexcept { return trail_.size(); }
  [[nodiscard]] bool exhausted() const noexcept { return work_ == 0; }
  [[nodiscard]] std::uint64_t work_left() const noexcept { return work_; }
  [[nodiscard]] origin conflict() const noexcept { return conflict_; }

  // Makes a literal true and draws the conclusions; false where that is impossible.
  [[nodiscard]] bool assign(literal one) {
    assume(one, {});
    return propagate();
  }

  bool propagate() {
    while (!in_conflict_ && done_ < trail_.size()) conclude(trail_[done_++]);
    return !in_conflict_;
  }

  void undo(std::size_t to) noexcept {
    while (trail_.size() > to) {
      const literal last = trail_.back();
      if (trail_.size() <= done_) {
        for (const std::uint32_t clause : of_->clauses_with.of(!last)) ++left_[clause];
        done_ = trail_.size() - 1;
      }
      truth_[last.variable()] = unknown;
      trail_.pop_back();
    }
    in_conflict_ = false;
  }

 private:
  enum truth : std::uint8_t { unknown, is_true, is_false };

  void assume(literal one, origin why) {
    if (holds(one)) return;
    if (decided(one.variable())) return fail(why == origin{} ? reasons_[one.variable()] : why);
    truth_[one.variable()] = one.negated() ? is_false : is_true;
    reasons_[one.variable()] = why;
    trail_.push_back(one);
  }

  void fail(origin from) noexcept {
    if (!in_conflict_) conflict_ = from;
    in_conflict_ = true;
  }

  // What follows from a literal that has become true. The counters are kept to the end also in a conflict, so that
  // undo() finds them as it left them.
  void conclude(literal one) {
    const auto& model = of_->model;
    const auto shrunk = of_->clauses_with.of(!one);
    spend(shrunk.size());
    for (const std::uint32_t number : shrunk) {
      const std::uint32_t left = --left_[number];
      if (left > 1 || in_conflict_) continue;
      const literal_set& clause = model.clauses[number];
      if (left == 0) {
        fail(clause.from);
        continue;
      }
      spend(clause.count);
      const auto* const first = model.literals.data() + clause.first;
      const auto* const last = std::find_if(first, first + clause.count, [&](literal each) { return !holds(!each); });
      if (last == first + clause.count)
        fail(clause.from);  // the last one has become false and is still to be counted
      else
        assume(*last, clause.from);
    }
    for (const std::uint32_t number : of_->exclusive_with.of(one)) {
      if (in_conflict_) return;
      const literal_set& set = model.exclusive[number];
      spend(set.count);
      for (std::uint32_t i = 0; i < set.count && !in_conflict_; ++i) {
        const literal other = model.literals[set.first + i];
        if (other == one) continue;
        if (holds(other))
          fail(set.from);
        else
          assume(!other, set.from);
      }
    }
  }

  void spend(std::size_t amount) noexcept { work_ -= std::min<std::uint64_t>(work_, amount + 1); }

  const problem* of_ = nullptr;
  std::vector<truth> truth_;
  std::vector<origin> reasons_;  // of what is decided: the constraint that it follows from
  std::vector<std::uint32_t> left_;
  std::vector<literal> trail_;
  std::size_t done_ = 0;  // of the trail, conclusions drawn
  std::uint64_t work_ = 0;
  origin conflict_;
  bool in_conflict_ = false;
};

// What one question needs; kept for the next one.
struct workspace {
  struct decision {
    std::size_t mark;
    std::uint32_t next;  // in the order
    literal tried;
    bool other_way;
  };
  assignment state;
  std::vector<decision> decisions;
  std::vector<std::uint8_t> shown_in;   // by value: a witness has it
  std::vector<std::uint8_t> shown_out;  // a witness has it not
};

class direct_engine final : public engine {
 public:
  explicit direct_engine(constraint_model model) {
    auto& of = problem_;
    of.model = std::move(model);
    of.clauses_with.make(of.model, of.model.clauses);
    of.exclusive_with.make(of.model, of.model.exclusive);
    for (const auto& clause : of.model.clauses) of.clause_sizes.push_back(clause.count);
    // Groups with one value first: the rest hangs on them. Helpers last, though nothing is left to decide there.
    for (const bool exact : {true, false})
      for (const auto& group : of.model.groups)
        if ((group.choose == group_choice::exactly_one) == exact)
          for (std::uint32_t i = 0; i < group.count; ++i) of.order.push_back(group.first + i);
    for (std::uint32_t i = of.model.values; i < of.model.variables; ++i) of.order.push_back(i);
  }

  [[nodiscard]] domains domains_of(std::span<const std::uint32_t> chosen, std::uint64_t work) const override {
    auto mine = borrow();
    domains answer = ask(*mine, chosen, work);
    answer.spent = work - mine->state.work_left();
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(mine));
    return answer;
  }

  [[nodiscard]] std::optional<std::string> count(std::span<const std::uint32_t>) const override { return std::nullopt; }

 private:
  [[nodiscard]] std::unique_ptr<workspace> borrow() const {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) return std::make_unique<workspace>();
    auto mine = std::move(idle_.back());
    idle_.pop_back();
    return mine;
  }

  // Which way a value goes first: towards what no witness has shown.
  [[nodiscard]] static literal preferred(const workspace& mine, std::uint32_t variable, std::uint32_t values) noexcept {
    if (variable < values && mine.shown_in[variable] == 0) return literal::yes(variable);
    return literal::no(variable);
  }

  // Completes the assignment: a witness, or the proof that there is none, or neither where the work is used up.
  [[nodiscard]] verdict search(workspace& mine) const {
    auto& state = mine.state;
    const auto& order = problem_.order;
    mine.decisions.clear();
    std::uint32_t next = 0;
    bool fine = state.propagate();
    while (true) {
      if (state.exhausted()) return verdict::undecided;
      if (fine) {
        while (next < order.size() && state.decided(order[next])) ++next;
        if (next == order.size()) return verdict::possible;
        const literal tried = preferred(mine, order[next], problem_.model.values);
        mine.decisions.push_back({state.mark(), next, tried, false});
        fine = state.assign(tried);
        continue;
      }
      while (!mine.decisions.empty() && mine.decisions.back().other_way) mine.decisions.pop_back();
      if (mine.decisions.empty()) return verdict::contradiction;
      auto& last = mine.decisions.back();
      state.undo(last.mark);
      last.other_way = true;
      next = last.next;
      fine = state.assign(!last.tried);
    }
  }

  // Takes what the full assignment shows.
  void witness(workspace& mine) const noexcept {
    for (std::uint32_t value = 0; value < problem_.model.values; ++value)
      (mine.state.holds(literal::yes(value)) ? mine.shown_in : mine.shown_out)[value] = 1;
  }

  // Whether a value can have the given truth: by a witness, else by a failed search, after which the opposite holds
  // for good. False where the work is used up.
  [[nodiscard]] bool settle(workspace& mine, literal wanted) const {
    auto& state = mine.state;
    const std::size_t base = state.mark();
    const verdict found = state.assign(wanted) ? search(mine) : verdict::contradiction;
    if (found == verdict::possible) witness(mine);
    state.undo(base);
    if (found != verdict::contradiction) return found == verdict::possible;
    return state.assign(!wanted);  // cannot fail: there is a witness for it
  }

  [[nodiscard]] domains ask(workspace& mine, std::span<const std::uint32_t> chosen, std::uint64_t work) const {
    const std::uint32_t values = problem_.model.values;
    auto& state = mine.state;
    domains answer;
    state.start(problem_, work);
    bool fine = state.propagate();
    for (const std::uint32_t value : chosen) fine = fine && state.assign(literal::yes(value));
    if (!fine) {
      answer.found = verdict::contradiction;
      answer.culprit = state.conflict();
      return answer;
    }
    mine.shown_in.assign(values, 0);
    mine.shown_out.assign(values, 0);
    const std::size_t base = state.mark();
    const verdict first = search(mine);
    if (first == verdict::possible) witness(mine);
    state.undo(base);
    answer.found = first;
    if (first != verdict::possible) return answer;

    bool all_known = true;
    for (std::uint32_t value = 0; value < values && all_known; ++value)
      for (const bool in : {true, false}) {
        if (state.decided(value) || (in ? mine.shown_in : mine.shown_out)[value] != 0) continue;
        all_known = settle(mine, in ? literal::yes(value) : literal::no(value));
        if (!all_known) break;
      }
    if (all_known) {
      answer.states.assign(values, value_state::open);
      for (std::uint32_t value = 0; value < values; ++value)
        if (state.decided(value))
          answer.states[value] = state.holds(literal::yes(value)) ? value_state::forced : value_state::excluded;
      for (const std::uint32_t value : chosen) answer.states[value] = value_state::chosen;
    }
    answer.present.resize(values);
    for (std::uint32_t value = 0; value < values; ++value) answer.present[value] = state.holds(literal::yes(value));
    close(mine, answer, all_known);
    return answer;
  }

  // Leaves out all that is open. A vehicle made so has nothing but what is chosen and what follows from it, so that
  // it answers also where not every value is known.
  void close(workspace& mine, domains& answer, bool all_known) const {
    auto& state = mine.state;
    bool fine = true;
    // What is not known to be present is left out, also where the values left out before would have it come in.
    for (std::uint32_t value = 0; value < problem_.model.values && fine; ++value)
      if (answer.present[value] == 0) fine = state.assign(literal::no(value));
    if (fine) {
      answer.complete = true;
    } else {
      if (all_known) answer.complete = false;
      answer.missing = state.conflict();
    }
  }

  problem problem_;
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<workspace>> idle_;
};

}  // namespace

std::unique_ptr<engine> make_direct_engine(constraint_model model) {
  return std::make_unique<direct_engine>(std::move(model));
}

}  // namespace configurator
}  // namespace v1
}  // namespace dealerkit
