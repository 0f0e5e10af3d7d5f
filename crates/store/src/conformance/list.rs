//! Every check by name. A check that is missing here is dead code, which the compiler tells.

use futures_util::future::BoxFuture;

use super::{
    account_lists, admin_lists, around_customers, atomicity, change_log, changed_accounts, clients,
    concurrency, conflicts, counters, customers, deep_pages, deploy_records, deploy_requests,
    deploying, deployments, enrolment, events, families, fleet, fulfillments, groups, idempotency,
    items, leases, log_care, log_reading, odd_texts, offers, orders, organizations, policies,
    references, resellers, roles, sessions, sites, sold_accounts, subscriptions, sweeping, tenants,
    tokens, users, walks, zones,
};
use crate::Store;

/// Hands every check's name, by part of the record, to the macro in square brackets, behind what follows these.
#[doc(hidden)]
#[macro_export]
macro_rules! conformance_checks {
    ([$($each:tt)+] $with:tt) => {
        $($each)+! { $with
            account_lists: [
                resellers_are_listed_where_they_are_seen,
                customers_are_listed_with_a_reseller_in_view_only,
                a_customer_is_listed_with_its_nearest_seller_only,
                a_name_is_found_whole_and_by_stars_letter_case_aside,
                accounts_are_found_by_status_and_by_when_they_were_made,
                any_walk_gives_each_account_once_in_order,
                a_page_behind_the_last_is_empty_and_has_the_total,
            ],
            admin_lists: [
                organizations_are_listed_by_name,
                keys_are_listed_oldest_first,
            ],
            around_customers: [
                a_twin_is_an_active_customer_of_the_seller,
                those_who_wait_are_found_oldest_first,
                of_many_who_look_one_gets_who_waits,
                contacts_are_known_below_their_seller,
                what_is_in_use_is_what_has_not_ended,
                a_group_is_found_with_its_owner,
            ],
            atomicity: [
                a_command_keeps_everything_or_nothing,
                a_command_that_gives_up_leaves_nothing,
                a_command_cannot_go_on_after_an_error,
                a_use_case_gets_its_own_results_and_errors,
            ],
            change_log: [
                entries_follow_each_other_and_move_their_log_s_head,
                an_entry_that_is_not_the_next_is_a_conflict,
                of_two_writers_of_one_revision_one_is_refused,
                an_entry_goes_with_the_transaction_that_appended_it,
                who_has_locked_a_log_knows_the_next_revision,
            ],
            changed_accounts: [
                lists_select_by_what_an_account_has_become,
                what_an_account_is_kept_for_follows_its_seller,
                a_change_leaves_place_kind_and_numbers,
                who_holds_an_account_is_alone_with_it,
                a_distributor_is_found_by_its_number,
            ],
            clients: [
                a_client_comes_back_as_it_was_added,
                a_transaction_finds_a_client_that_it_has_added,
                a_client_ends_with_every_token_it_holds,
                clients_are_listed_by_id_in_their_tenant,
                users_have_no_role_of_a_client,
            ],
            concurrency: [
                every_answered_write_is_there_and_no_other,
                of_equal_customers_at_a_time_one_is_added,
                a_write_is_seen_by_the_next_read,
            ],
            conflicts: [
                a_vipmp_id_is_given_once_to_accounts_of_a_type,
                vipmp_ids_that_are_taken_are_found,
                account_numbers_of_one_value_are_one,
                names_of_the_record_s_things_are_unique,
                names_are_taken_within_their_tenant_only_where_that_is_enough,
            ],
            counters: [
                each_counter_counts_from_one,
                a_counter_is_raised_and_never_lowered,
                numbers_never_repeat_whoever_draws_them,
                a_number_that_was_not_committed_is_not_missed,
                several_numbers_follow_each_other,
            ],
            customers: [
                a_customer_is_seen_from_itself_and_from_above_only,
                a_customer_names_the_nearest_seller_above_it,
                a_customer_shows_the_group_it_owns_or_is_in,
                other_accounts_are_no_customers,
                a_reseller_and_a_customer_may_have_one_number,
                a_number_with_letters_is_compared_exactly,
            ],
            deploy_records: [
                a_request_comes_with_its_policy_to_its_account_only,
                the_newest_request_comes_first_then_the_greater_id,
                requests_are_listed_by_everything_that_is_asked_for,
            ],
            deep_pages: [
                every_page_is_that_of_a_plain_sort,
                writers_at_the_same_time_are_all_counted,
                every_snapshot_has_the_rows_that_it_counts,
                a_status_is_left_once,
                a_rebuild_changes_no_page,
                a_rebuild_that_is_given_up_leaves_the_counters,
            ],
            deploy_requests: [
                a_request_is_seen_with_its_account_only,
                a_request_is_not_found_under_another_account,
                a_request_in_any_state_comes_back_as_it_was_added,
                releases_come_by_revision_with_their_request,
                later_releases_of_a_slot_come_up_to_the_first_for_all,
                drafts_and_texts_for_people_are_taken,
            ],
            deploying: [
                a_slot_has_what_is_open_and_what_was_handed_over_last,
                a_slot_says_whether_its_active_request_was_rolled_back,
                one_request_at_a_time_is_open_in_a_slot,
                of_many_who_look_into_a_slot_one_finds_it_free,
                a_request_takes_over_what_has_become_of_it,
                of_two_who_move_a_request_the_second_finds_it_moved,
                what_is_due_is_found_by_state_and_time,
                reviews_are_of_an_account_and_an_environment,
                a_frozen_fleet_stays_so_until_it_is_thawed,
                nothing_is_handed_over_behind_a_freeze,
                a_transaction_finds_the_log_of_a_fleet,
            ],
            deployments: [
                deployments_are_seen_with_their_customer_only,
                a_deployment_is_not_found_under_another_customer,
                a_deployment_is_changed_under_its_customer_only,
                deployments_are_listed_by_any_set_of_statuses,
                the_newest_deployment_comes_first_then_the_longer_id,
                a_walk_through_one_second_skips_and_repeats_nothing,
                any_walk_gives_each_deployment_once_in_order,
                a_page_behind_the_last_is_empty_and_has_the_total,
            ],
            enrolment: [
                an_invitation_is_used_once,
                a_credential_lets_its_server_in_until_it_is_revoked,
                a_server_s_membership_changes_and_nothing_else,
            ],
            events: [
                an_event_comes_back_as_it_was_added,
                events_stand_in_the_order_of_their_commits,
                a_reader_that_follows_positions_misses_nothing,
                what_was_undone_is_no_event,
                the_oldest_events_are_swept_and_it_is_known_how_far,
                an_event_behind_a_younger_one_is_not_swept_before_it,
                an_event_lies_in_the_view_of_those_above,
                a_commit_is_heard_of,
            ],
            families: [
                a_family_is_seen_where_its_head_is,
                a_family_stands_by_name_then_by_id_and_the_root_behind_its_namesakes,
                a_customer_is_found_by_the_value_of_its_number_where_it_is_seen,
            ],
            fleet: [
                the_fleets_of_all_tenants_come_back_as_they_were_added,
                removed_servers_are_left_out_with_their_exceptions,
                progress_replaces_what_was_known_of_a_server,
                progress_of_a_server_that_is_gone_is_passed_over,
                what_was_added_to_the_fleet_is_news,
            ],
            fulfillments: [
                fulfillments_are_seen_from_their_seller_and_above_only,
                one_fulfillment_is_seen_from_its_seller_and_above_only,
                a_request_keeps_every_character,
                a_fulfillment_comes_back_as_it_was_added,
                every_field_sorts_both_ways,
                missing_values_come_last_and_ties_by_id_both_ways,
                any_walk_gives_each_fulfillment_once_in_order,
                any_page_of_the_default_sort_is_the_one_of_the_whole_list,
                a_page_far_behind_the_last_is_empty_and_has_the_total,
            ],
            groups: [
                groups_are_found_by_country_and_a_part_of_their_name,
                a_group_counts_its_members_without_its_owner,
            ],
            idempotency: [
                an_answer_comes_back_as_it_was_given,
                every_part_of_a_key_tells_calls_apart,
                an_answer_is_replaced_only_when_its_time_is_over,
                of_equal_calls_at_a_time_one_is_kept,
                of_equal_creations_at_a_time_the_others_find_the_first_one_s_answer,
                an_expired_answer_is_still_found,
                of_equal_claims_at_a_time_one_carries_the_call_out,
                ids_of_earlier_calls_are_known_until_these_expire,
                of_calls_with_one_request_id_at_a_time_the_others_know_of_the_first,
            ],
            leases: [
                a_lease_is_one_holder_s_until_it_is_over,
                a_lease_that_nobody_took_goes_on_under_its_number,
                a_lease_that_is_given_back_is_the_next_one_s_at_once,
                of_many_claims_at_a_time_one_is_granted,
                what_comes_behind_the_next_holder_is_refused_whole,
                a_store_that_answers_says_so,
            ],
            log_care: [
                compaction_and_sweeping_leave_what_the_rules_say,
                a_step_looks_at_so_many_entries_and_says_how_far_it_got,
                only_who_counts_the_fleet_may_compact,
                tombstones_stay_until_the_floor_is_raised,
                an_older_generation_s_entry_is_refused,
                a_new_history_has_a_higher_epoch_than_any_before,
                a_log_says_which_part_of_it_is_old,
            ],
            log_reading: [
                entries_come_back_as_they_were_appended_with_their_log,
                a_reader_gets_no_more_than_it_wants_and_something_always,
                at_the_head_there_is_nothing_and_beyond_it_neither,
                one_that_catches_up_gets_what_the_rule_says,
                what_lives_is_what_no_tombstone_has_taken_away,
            ],
            odd_texts: [
                a_text_with_a_nul_finds_nothing,
            ],
            items: [
                every_kind_of_object_comes_back_in_its_order,
                many_objects_come_in_pieces_and_a_reader_may_leave,
                a_transaction_finds_objects_by_their_keys,
                a_client_gets_another_secret,
            ],
            offers: [
                an_offer_is_there_once_and_replaced,
                an_offer_that_is_there_is_not_added_again,
                a_catalogue_is_a_tenant_s_own_and_read_by_sku,
            ],
            orders: [
                a_job_is_taken_for_a_while_and_then_by_another,
                a_job_waits_until_it_is_due,
                jobs_of_a_queue_are_taken_one_at_a_time_in_order,
                who_has_lost_a_job_cannot_go_on,
                what_others_hold_nobody_holds_when_one_is_alone,
                of_many_workers_each_job_is_done_by_one_in_order,
                jobs_that_arrive_while_others_end_are_not_forgotten,
                an_order_ends_with_what_it_made_or_why_it_failed,
                a_cancellation_and_a_worker_do_not_both_win,
                names_are_taken_below_a_partner_by_what_is_open_or_done,
                of_many_who_ask_for_a_name_one_gets_it,
                a_complete_order_is_found_by_its_name,
                a_reseller_s_names_are_taken_below_an_organization,
                lines_and_lineages_are_found,
            ],
            organizations: [
                an_organization_comes_back_as_it_was_added,
                an_organization_is_seen_from_itself_and_from_above_only,
                a_long_branch_is_seen_from_each_of_its_joints,
                a_transaction_finds_organizations_of_its_tenant,
                a_status_is_replaced_with_its_time,
                the_first_of_a_kind_is_the_oldest,
                an_account_is_found_by_its_number_in_its_tenant,
                a_view_of_a_tenant_that_is_not_there_is_empty,
            ],
            policies: [
                a_policy_is_seen_with_its_account_only,
                a_policy_without_anything_optional_comes_back,
                the_last_changed_policy_comes_first_then_the_greater_id,
                policies_are_listed_by_platform_and_state,
                policies_are_searched_in_three_texts_letter_case_aside,
                a_transaction_finds_a_policy_by_its_account,
                what_is_fixed_of_a_policy_stays_when_it_is_replaced,
                a_changed_policy_is_listed_and_searched_as_it_is_now,
                a_policy_that_is_not_there_is_not_replaced,
                changes_of_one_policy_follow_each_other,
            ],
            references: [
                an_organization_hangs_in_its_own_tenant_s_tree,
                a_customer_needs_a_seller_above_it,
                a_group_has_customers_of_its_tenant_only,
                accounts_and_zones_refer_to_what_is_there,
                policies_and_requests_refer_to_what_is_there,
                access_refers_to_what_is_there,
            ],
            resellers: [
                a_reseller_is_seen_from_itself_and_from_above_only,
                other_accounts_are_no_resellers,
                a_reseller_names_the_nearest_distributor_else_the_tenant_s_own,
                a_reseller_needs_a_distributor_in_its_tenant,
            ],
            roles: [
                a_role_reaches_down_and_not_up,
                roles_from_several_places_add_up_and_are_named_once,
                an_organization_that_is_not_the_tenant_s_has_no_roles_to_tell,
                roles_are_told_with_where_they_were_given,
            ],
            sessions: [
                a_session_comes_back_with_its_user,
                a_session_is_ended_once,
            ],
            sites: [
                a_site_comes_back_with_its_host_names,
                a_host_name_is_one_site_s_of_its_tenant,
                a_site_is_a_customer_s_of_its_tenant,
                rules_that_name_a_site_are_those_of_active_policies,
                a_changed_policy_s_rules_name_what_they_name_now,
                sites_and_their_rules_are_seen_with_their_account_only,
                sites_are_found_changed_and_removed_in_a_transaction,
                sites_are_found_by_one_at_a_time,
                a_host_name_is_found_with_its_site,
            ],
            sold_accounts: [
                an_account_is_seen_from_itself_and_from_above_only,
                an_account_is_deactivated_by_its_last_line_or_its_status,
                a_type_is_given_or_follows_from_the_nearest_seller,
                accounts_are_found_by_each_filter_and_by_all_at_once,
                accounts_are_found_below_a_seller_that_is_seen,
                any_walk_gives_each_account_once_in_order,
                a_page_far_behind_the_last_is_empty_and_has_the_total,
            ],
            subscriptions: [
                a_line_comes_back_as_it_was_added,
                lines_are_seen_with_their_customer_only,
                a_line_is_ended_once,
                a_line_refers_to_a_customer_and_an_order_of_its_tenant,
            ],
            sweeping: [
                ended_tokens_and_sessions_are_swept_and_the_others_stay,
                answers_are_swept_when_their_time_is_over,
            ],
            tenants: [
                a_tenant_comes_back_as_it_was_added,
                a_transaction_finds_a_tenant_that_it_has_added,
                tenants_are_listed_by_name,
                settings_are_replaced_whole,
                a_tenant_s_name_is_given_once,
            ],
            tokens: [
                a_client_s_token_comes_back_with_its_client,
                a_user_s_token_comes_back_with_its_user_and_account,
                a_token_of_one_family_never_opens_another,
                one_text_may_be_a_token_of_two_families,
                families_and_holders_belong_together,
                a_token_is_ended_once_and_in_its_tenant,
                rotating_one_slot_leaves_the_other,
                live_tokens_are_listed_newest_first,
            ],
            users: [
                a_user_comes_back_as_it_was_added,
                an_address_is_looked_up_in_its_tenant,
                another_password_ends_every_session_of_the_user,
                another_password_lets_a_revoked_user_in_again,
                nobody_is_not_given_a_password,
                a_user_ends_with_every_session_and_token,
                users_are_listed_by_address_with_their_roles,
                people_are_told_by_number_each_once,
            ],
            walks: [
                any_list_of_organizations_is_the_model_s,
                any_list_of_customers_is_the_model_s,
                any_list_of_deployments_is_the_model_s,
                any_list_of_subscriptions_is_the_model_s,
                any_list_of_zones_is_the_model_s,
                any_list_of_pops_is_the_model_s,
                any_list_of_gateway_groups_is_the_model_s,
                any_list_of_servers_is_the_model_s,
                any_list_of_policies_is_the_model_s,
                any_list_of_deploy_requests_is_the_model_s,
                any_list_of_fulfillments_is_the_model_s,
                any_list_of_events_is_the_model_s,
                any_list_of_clients_is_the_model_s,
                any_list_of_users_is_the_model_s,
                every_list_is_seen_in_its_views_only,
                a_page_has_as_many_items_as_asked_for,
                what_is_added_between_pages_repeats_nothing,
                a_customer_is_found_by_each_of_its_names,
                a_listing_that_does_not_fit_is_refused,
            ],
            zones: [
                a_zone_comes_back_as_it_was_added_with_its_gateway,
                zones_are_an_organization_s_own_and_those_granted_to_it,
                a_zone_that_is_granted_twice_over_is_listed_once,
                each_zone_names_its_own_grants,
                a_tenant_without_zones_has_its_gateways,
                zones_stay_within_their_tenant,
                a_zone_is_removed_with_its_grants,
                keys_are_unique_in_a_tenant,
                a_zone_is_found_inside_of_a_transaction,
                a_zone_is_replaced_with_its_grants,
                a_gateway_group_is_found_by_its_key_before_its_number,
                only_an_organization_with_an_active_deployment_has_serving_zones,
                zones_are_counted_by_owner_and_one_at_a_time,
                organizations_below_another_one_are_found,
            ],
        }
    };
}

/// A test for each check of the suite, in the module where this stands. `$open` is an async function there that gives an
/// empty store and something that has to live as long.
#[macro_export]
macro_rules! conformance_tests {
    ($open:ident) => {
        $crate::conformance_checks! { [$crate::conformance_test_modules] $open }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! conformance_test_modules {
    ($open:ident $($part:ident: [$($check:ident),+ $(,)?]),+ $(,)?) => {
        $(mod $part {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $check() {
                let (store, _kept) = super::$open().await;
                $crate::conformance::run(&store, stringify!($part), stringify!($check)).await;
            })+
        })+
    };
}

type Check = for<'s> fn(&'s dyn Store) -> BoxFuture<'s, ()>;

macro_rules! table {
    (() $($part:ident: [$($check:ident),+ $(,)?]),+ $(,)?) => {
        &[$($((stringify!($part), stringify!($check), |store| Box::pin($part::$check(store)))),+),+]
    };
}

const CHECKS: &[(&str, &str, Check)] = conformance_checks! { [table] () };

/// Runs a check on an empty store, and panics when the store fails it.
pub async fn run(store: &dyn Store, part: &str, check: &str) {
    let found = CHECKS.iter().find(|(p, c, _)| (*p, *c) == (part, check));
    let (_, _, check) = found.expect("the macro names checks of the list only");
    check(store).await;
}
