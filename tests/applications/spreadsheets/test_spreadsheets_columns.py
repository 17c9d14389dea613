"""Columns are known by their names in several languages, or by what stands in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.applications.spreadsheets import guess_columns, read_table


def guessed(*rows: str) -> list[str]:
    table = read_table("\n".join(rows).encode())
    return [str(guess.field or "") for guess in guess_columns(table.labels, table.column)]


@pytest.mark.parametrize(
    ("rows", "fields"),
    [
        (["Company,Job Title,Location,Date Applied,Status"], "employer role location applied_on stage"),
        (["companyName,position_title,applied_at"], "employer role applied_on"),
        (["COMPANY,JOB TITLE,JOB DESCRIPTION LINK,SALARY"], "employer role address "),
        (["Entreprise;Poste;Lieu;Date de candidature;Statut"], "employer role location applied_on stage"),
        (["Firma;Stelle;Ort;Beworben am;Status"], "employer role location applied_on stage"),
        (["Empresa,Puesto,Ciudad,Fecha de solicitud,Estado"], "employer role location applied_on stage"),
        (["公司名称,岗位,当前状态,投递时间,备注"], "employer role stage applied_on notes"),
        (["name,url,notes", "Corvina Labs,https://c.example,asked Jo"], "employer address notes"),
        (["Employer,Employer size,Contact,Contact email"], "employer  contact_name contact_email"),
        (["Company,Follow up date,Interview date,Cover letter"], "employer   "),
        (["Company,Applied", "Corvina Labs,Yes", "Tidewater,No"], "employer "),
        (["Company,rejected", "Corvina Labs,True", "Tidewater,False"], "employer turned_down"),
        (["Company,Date,Last update", "Corvina Labs,2026-01-02,2026-01-05"], "employer applied_on stage_on"),
        (["Company,x,y", "Corvina Labs,ghosted,a@b.example"], "employer stage contact_email"),
    ],
)
def test_columns_are_guessed(rows: list[str], fields: str) -> None:
    assert guessed(*rows) == fields.split(" ")


def test_without_names_the_values_tell() -> None:
    rows = [
        "Corvina Labs,Data curator,2026-09-01,https://c.example/1,Applied",
        "Tidewater Analytics,Junior analyst,2026-09-02,https://c.example/2,Rejected",
        "Møller & Søn,Intern,2026-09-03,https://c.example/3,ghosted",
    ]
    assert guessed(*rows) == ["employer", "role", "applied_on", "address", "stage"]


def test_position_and_employer_in_one_cell_are_told_apart() -> None:
    assert (
        guessed("Data curator at Corvina Labs,x", "Analyst @ Tidewater,y", "Intern FROM Møller,z")[0]
        == "both"
    )


@given(st.lists(st.lists(st.text(max_size=20), min_size=3, max_size=3), min_size=1, max_size=5))
def test_each_thing_is_held_by_one_column(rows: list[list[str]]) -> None:
    values = [[row[index] for row in rows[1:] if row[index]] for index in range(3)]
    found = [guess.field for guess in guess_columns(rows[0], values.__getitem__)]
    named = [field for field in found if field not in {None, "notes"}]
    assert len(named) == len(set(named))
